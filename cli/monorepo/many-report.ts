import { dirname, join } from 'node:path'
import pc from 'picocolors'
import type { Diagnostic } from '../../schema/diagnostic.js'
import { docsOf } from '../../schema/docs.js'
import { findingsText } from '../diagnostics/findings-text.js'
import type { FormatName } from '../diagnostics/formats.js'
import { countDiagnostics, formatDiagnostics } from '../terminal/diagnostics.js'
import type { Output } from '../terminal/output.js'
import type { Task, TaskResult } from './factory-task.js'

/** Version of the JSON form; it changes when a field changes its meaning or goes. */
const VERSION = 1

interface ReportOptions {
  readonly format: FormatName
  readonly since?: string
  readonly task: Pick<Task, 'kind' | 'out'>
}

interface ManyReport {
  /** Results come in the order of their paths. */
  add(result: TaskResult): void
  end(): Promise<void>
}

/**
 * Tells what became of many factories: for people, errors with their lines as they come, a line for each factory with
 * warnings alone, and a summary; in the other forms, everything at the end.
 */
export function manyReport(options: ReportOptions, output: Output): ManyReport {
  const { format, task } = options
  // Rendered objects take the standard output.
  const write = task.kind === 'render' ? (text: string) => output.error(text) : (text: string) => output.out(text)
  const total = new Total()
  const kept: TaskResult[] = []
  return {
    add(result) {
      const { rendered, ...rest } = result
      if (rendered !== undefined) printBytes(rendered, output)
      total.add(result)
      if (format === 'pretty') write(prettyOf(rest, output))
      else if (rest.outcome !== 'unchanged') kept.push(rest)
    },
    async end() {
      if (format === 'pretty') write(total.summary(options, output))
      else if (format === 'json') write(jsonOf(kept))
      else write(await findingsText(together(kept), format, output))
    },
  }
}

function printBytes(bytes: Uint8Array, output: Output): void {
  if (output.bytes) output.bytes(bytes)
  else output.out(new TextDecoder().decode(bytes))
}

function prettyOf({ path, outcome, diagnostics, texts, failure }: TaskResult, { colour, links = false }: Output): string {
  const colours = pc.createColors(colour)
  if (outcome === 'failed') return `${colours.red('✘')} ${path}: ${failure?.split('\n')[0]}\n  This is a bug in aifactory.\n\n`
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map((diagnostic) => moved(diagnostic, path))
  const others = diagnostics.length - errors.length
  if (errors.length === 0) return others === 0 ? '' : `${colours.yellow('!')} ${path}: ${countDiagnostics(diagnostics)}\n`
  const lines = formatDiagnostics(errors, movedTexts(texts, path), colours, links)
  return `${lines.join('\n')}\n\n${colours.red('✘')} ${path}: ${countDiagnostics(diagnostics)}\n\n`
}

/** Files are told from where the program runs, as there is no one folder that all lie in. */
function moved(diagnostic: Diagnostic, path: string): Diagnostic {
  const from = (file: string) => (isGiven(file) ? file : join(dirname(path), file))
  const { file, related, fixes } = diagnostic
  return {
    ...diagnostic,
    ...(file !== undefined && { file: from(file) }),
    ...(related && { related: related.map((other) => ({ ...other, file: from(other.file) })) }),
    ...(fixes && { fixes: fixes.map((fix) => ({ ...fix, edits: fix.edits.map((edit) => ({ ...edit, file: from(edit.file) })) })) }),
  }
}

function movedTexts(texts: ReadonlyMap<string, string>, path: string): Map<string, string> {
  return new Map([...texts].map(([file, text]) => [isGiven(file) ? file : join(dirname(path), file), text]))
}

/** What was given on the command line lies in no folder. */
function isGiven(file: string): boolean {
  return file.startsWith('--') || file.startsWith('AIFACTORY_VAR_')
}

/** All findings as those of one run, with paths from where the program runs. */
function together(results: readonly TaskResult[]) {
  return {
    path: results.length === 1 ? (results[0]?.path ?? '.') : `${results.length} factories`,
    base: '.',
    targets: [],
    diagnostics: results.flatMap(({ diagnostics, path }) => diagnostics.map((diagnostic) => moved(diagnostic, path))),
    texts: new Map(results.flatMap(({ texts, path }) => [...movedTexts(texts, path)])),
  }
}

function jsonOf(results: readonly TaskResult[]): string {
  const factories = results.map(({ path, targets, diagnostics, failure }) => ({
    path,
    valid: failure === undefined && !diagnostics.some(({ severity }) => severity === 'error'),
    targets,
    diagnostics: diagnostics.map(({ code, ...rest }) => ({ code, docs: docsOf(code), ...rest })),
    ...(failure !== undefined && { failure: failure.split('\n')[0] }),
  }))
  return `${JSON.stringify({ version: VERSION, valid: factories.every(({ valid }) => valid), factories }, undefined, 2)}\n`
}

class Total {
  #factories = 0
  #unchanged = 0
  #wrong = 0
  #objects = 0
  readonly #diagnostics: Pick<Diagnostic, 'severity'>[] = []

  add({ outcome, diagnostics, objects = 0 }: TaskResult): void {
    this.#factories++
    if (outcome === 'unchanged') this.#unchanged++
    if (outcome === 'failed' || diagnostics.some(({ severity }) => severity === 'error')) this.#wrong++
    this.#objects += objects
    for (const { severity } of diagnostics) this.#diagnostics.push({ severity })
  }

  summary({ since, task }: ReportOptions, { colour }: Output): string {
    const colours = pc.createColors(colour)
    const done = this.#factories - this.#unchanged
    const counted = since === undefined ? factories(done) : `${done} of ${factories(this.#factories)} changed since ${since}`
    const state = this.#wrong > 0 ? `, ${this.#wrong} with errors` : ''
    const written = task.kind === 'render' ? `, ${this.#objects} objects${task.out === undefined ? '' : ` written below ${task.out}`}` : ''
    const counts = countDiagnostics(this.#diagnostics)
    return `${this.#wrong > 0 ? colours.red('✘') : colours.green('✔')} ${counted}${state}${written}: ${counts || 'no problems'}\n`
  }
}

function factories(count: number): string {
  return `${count} ${count === 1 ? 'factory' : 'factories'}`
}
