import type { JobOutcome, ProgressLine } from '../../../schema/generated/jobs.js'
import { validateJobOutcome } from '../../../schema/generated/jobs-validators.js'

/** What a job has printed: its outcome, where it has come to one, and the progress that it told last. */
export interface JobLog {
  readonly outcome?: JobOutcome
  readonly progress?: ProgressLine
}

/** Reads the last lines of a job's log. Other lines, such as those of a trainer's program, are passed over. */
export function readJobLog(text: string, key: string): JobLog {
  let outcome: JobOutcome | undefined
  let progress: ProgressLine | undefined
  for (const line of text.split('\n').reverse()) {
    const value = line.startsWith('{') ? parse(line) : undefined
    if (isOutcome(value) && value.key === key) outcome ??= value
    else if (isProgress(value)) progress ??= value
    if (outcome && progress) break
  }
  return { ...(outcome && { outcome }), ...(progress && { progress }) }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const isOutcome = (value: unknown): value is JobOutcome => validateJobOutcome(value)
const isProgress = (value: unknown): value is ProgressLine =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'progress'
