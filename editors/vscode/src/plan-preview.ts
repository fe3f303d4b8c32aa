import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import * as vscode from 'vscode'

const SCHEME = 'aifactory-plan'

/** Shows what `aifactory plan` says of a folder, as rendered Markdown. */
export class PlanPreview implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>()
  readonly #changed = new vscode.EventEmitter<vscode.Uri>()
  readonly onDidChange = this.#changed.event

  register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(SCHEME, this)
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? ''
  }

  async show(program: string, file: string): Promise<void> {
    const folder = dirname(file)
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `${folder}/Plan.md` })
    const text = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: 'Planning' }, () =>
      output(program, ['plan', '--output', 'markdown', '--', folder], folder),
    )
    this.#texts.set(uri.toString(), text)
    this.#changed.fire(uri)
    await vscode.commands.executeCommand('markdown.showPreviewToSide', uri)
  }
}

/** What a program prints, or why it could not. Nothing goes through a shell. */
function output(program: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      const told = stdout.trim() === '' ? `\`\`\`\n${stderr.trim() || error?.message || 'nothing was printed'}\n\`\`\`` : stdout
      resolve(told)
    })
  })
}
