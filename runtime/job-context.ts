/** What a job is given beside its spec. */
export interface JobContext {
  /** Reports how far the job is. Cheap: reports closer together than 50 ms are dropped, the last one never. */
  progress(report: { done: number; total?: number; unit?: string; message?: string; metrics?: Record<string, number> }): void
  /** One line for the log. */
  log(message: string): void
  /** Aborted when the job must stop. */
  readonly signal: AbortSignal
}
