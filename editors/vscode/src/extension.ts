import * as vscode from 'vscode'
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from 'vscode-languageclient/node'
import { PlanPreview } from './plan-preview.js'
import { programOf } from './program.js'

let client: LanguageClient | undefined

/** Starts the language server and the commands. What it returns is for tests. */
export async function activate(context: vscode.ExtensionContext): Promise<{ client: () => LanguageClient | undefined }> {
  const preview = new PlanPreview()
  context.subscriptions.push(
    preview.register(),
    vscode.commands.registerCommand('aifactory.validate', () => withFile(validate)),
    vscode.commands.registerCommand('aifactory.previewPlan', () => withFile((file) => preview.show(program(), file))),
    vscode.commands.registerCommand('aifactory.restart', restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('aifactory')) void restart()
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void restart()),
  )
  await restart()
  return { client: () => client }
}

export async function deactivate(): Promise<void> {
  await client?.stop()
  client = undefined
}

async function restart(): Promise<void> {
  await deactivate()
  if (!vscode.workspace.isTrusted) return
  const settings = vscode.workspace.getConfiguration('aifactory')
  const platform = settings.get<string>('platform', '')
  const server: ServerOptions = { command: program(), args: ['lsp', '--stdio'] }
  const options: LanguageClientOptions = {
    documentSelector: [{ scheme: 'file', language: 'yaml' }],
    initializationOptions: { restMs: settings.get<number>('restMs', 150), ...(platform !== '' && { platform }) },
  }
  client = new LanguageClient('aifactory', 'aifactory', server, options)
  try {
    await client.start()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    void vscode.window.showErrorMessage(`aifactory could not be started as "${program()}" (${reason}). Set aifactory.path.`)
  }
}

function program(): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath
  return programOf(vscode.workspace.getConfiguration('aifactory').get<string>('path', 'aifactory'), folder)
}

async function withFile(use: (file: string) => Promise<void>): Promise<void> {
  const document = vscode.window.activeTextEditor?.document
  if (document?.uri.scheme === 'file' && document.languageId === 'yaml') return use(document.uri.fsPath)
  void vscode.window.showInformationMessage('Open an aifactory.yaml first.')
}

/** Runs in a task, whose terminal has links to the places of problems. */
async function validate(file: string): Promise<void> {
  const run = new vscode.ProcessExecution(program(), ['validate', '--', file])
  const task = new vscode.Task({ type: 'aifactory' }, vscode.TaskScope.Workspace, 'validate', 'aifactory', run)
  await vscode.tasks.executeTask(task)
}
