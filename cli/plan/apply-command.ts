import { readFile } from 'node:fs/promises'
import type { GivenValues } from '../../compiler/source/given.js'
import { checkFiles, checkWorld, readPlan } from '../../reconciler/plan/saved-plan.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { digestOf } from '../../schema/digest.js'
import type { Plan } from '../../schema/generated/plan.js'
import { runSession } from '../session/run-session.js'
import { askYes } from '../terminal/ask-yes.js'
import { formatDiagnostics } from '../terminal/diagnostics.js'
import type { Output } from '../terminal/output.js'
import { compileFolder } from './compile-folder.js'
import { codeDigests } from './local-plan.js'

export interface ApplyOptions {
  readonly dir: string
  readonly target?: string
  readonly values?: GivenValues
  readonly workingTree: boolean
  /** File of a saved plan. */
  readonly plan?: string
  readonly yes: boolean
}

/**
 * Puts the newest revision in force after its plan was shown and approved, and works until nothing is left to do; or does so
 * with a plan that was saved, if it still holds.
 * @returns 0 settled, 1 it was not approved, refused or did not succeed, 2 nobody can be asked.
 */
export async function applyCommand(options: ApplyOptions, output: Output): Promise<number> {
  if (options.plan !== undefined) return applySaved(options, options.plan, output)
  if (!options.yes && !process.stdin.isTTY) {
    output.error('Nobody can be asked here: give --yes to apply without a question, or --plan FILE to apply a plan that was saved.\n')
    return 2
  }
  return runSession({ ...options, once: true, approve: options.yes ? () => Promise.resolve() : ask })
}

/** The plan was approved by saving it: what is applied is that, or nothing. */
async function applySaved(options: ApplyOptions, path: string, output: Output): Promise<number> {
  const saved = readPlan(await readText(path), path)
  const target = options.target ?? saved.target ?? undefined
  const { planned, diagnostics, texts } = await compileFolder(options.dir, { target, values: options.values, platform: 'embedded' })
  if (!planned) {
    output.error(`${formatDiagnostics(diagnostics, texts).join('\n')}\n`)
    return 1
  }
  const { factory, revision, source } = planned
  const code = await codeDigests(factory, revision, source)
  checkFiles(saved, { factory: factory.name, target: factory.target, revision: { ...revision, factory: digestOf(factory), code } })
  return runSession({
    ...options,
    target,
    workingTree: saved.revision.id.startsWith('working-tree:'),
    once: true,
    approve: async (now) => {
      // Files may have changed between the two looks at them.
      checkFiles(saved, now)
      checkWorld(saved, now)
    },
  })
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new AIFactoryError('AF8042', `${path} cannot be read`, { detail: cause instanceof Error ? cause.message : undefined, cause })
  }
}

async function ask(plan: Plan): Promise<void> {
  if (plan.empty) return
  if (!(await askYes('\nApply this plan?'))) throw new AIFactoryError('AF8046', 'the plan was not approved, and nothing was changed')
}
