import { writeFile } from 'node:fs/promises'
import pc from 'picocolors'
import type { GivenValues } from '../../compiler/source/given.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { Plan } from '../../schema/generated/plan.js'
import { countDiagnostics, formatDiagnostics } from '../terminal/diagnostics.js'
import { printFailure } from '../terminal/failure.js'
import type { Output } from '../terminal/output.js'
import { type MadePlan, makePlan } from './make-plan.js'
import { markdownPlan } from './markdown.js'
import { formatPlan } from './pretty.js'

export interface PlanOptions {
  readonly dir: string
  readonly target?: string
  readonly values?: GivenValues
  /** A commit, local or cluster. */
  readonly against?: string
  /** Context and file by which a cluster is found. */
  readonly context?: string
  readonly kubeconfig?: string
  readonly output: 'pretty' | 'json' | 'markdown'
  /** Whether a plan that is not empty has an exit status of its own. */
  readonly exitCode: boolean
  readonly out?: string
}

/** Apart from 1 for problems, 2 for usage and 3 for bugs, which all mean something else. */
export const CHANGES_STATUS = 4

/**
 * Prints what putting the files of a folder in force would do. Diagnostics go to standard error.
 * @returns 0, or with exitCode 4 where there are changes; 1 there are errors; 2 the folder has no factory.
 */
export async function planCommand(options: PlanOptions, output: Output): Promise<number> {
  let made: MadePlan
  try {
    made = await plan(options)
  } catch (error) {
    if (!(error instanceof AIFactoryError)) throw error
    printFailure(error)
    return ['AF1001', 'AF1002'].includes(error.code) ? 2 : 1
  }
  const { diagnostics, texts } = made
  if (diagnostics.length > 0) output.error(`${formatDiagnostics(diagnostics, texts).join('\n')}\n\n${countDiagnostics(diagnostics)}\n\n`)
  if (!made.plan) return 1
  output.out(printed(made.plan, options.output, output))
  if (options.out !== undefined) await save(made.plan, options.out, output)
  return options.exitCode && !made.plan.empty ? CHANGES_STATUS : 0
}

async function plan({ dir, against, ...options }: PlanOptions): Promise<MadePlan> {
  if (against !== 'cluster') return makePlan(dir, against, options)
  const { clusterPlan } = await import('./cluster/cluster-plan.js')
  return clusterPlan(dir, options)
}

function printed(plan: Plan, format: PlanOptions['output'], { colour }: Pick<Output, 'colour'>): string {
  if (format === 'json') return `${JSON.stringify(plan, undefined, 2)}\n`
  if (format === 'markdown') return markdownPlan(plan)
  return `${formatPlan(plan, pc.createColors(colour)).join('\n')}\n`
}

async function save(plan: Plan, path: string, output: Output): Promise<void> {
  try {
    await writeFile(path, printed(plan, 'json', output))
  } catch (cause) {
    throw new AIFactoryError('AF8047', `the plan could not be written to ${path}`, {
      detail: cause instanceof Error ? cause.message : undefined,
      hint: 'Check the path and its rights.',
      cause,
    })
  }
  output.error(`plan ${plan.digest.slice(0, 12)} saved to ${path}\n`)
}
