/** What the page shows, as JSON: the store's state in the words of the page. Times are milliseconds since 1970, by the clock of the data. */
export interface DashboardState {
  /** Null until a valid aifactory.yaml is in force. */
  readonly factory: { readonly name: string; readonly description: string | null; readonly target: string | null } | null
  readonly revision: { readonly id: string; readonly message: string; readonly author: string } | null
  /** To the minute, so that a page at rest need not be drawn again. */
  readonly now: number
  readonly replay: { readonly from: number; readonly to: number; readonly at: number } | null
  readonly running: readonly RunningView[]
  readonly lineage: readonly LineageNode[]
  readonly endpoints: readonly EndpointView[]
  readonly models: readonly ModelView[]
  readonly monitors: readonly MonitorView[]
  /** The newest first. */
  readonly events: readonly EventView[]
}

export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'no-data'
export type Level = 'info' | 'good' | 'warn' | 'bad'

export interface RunningView {
  readonly key: string
  readonly what: string
  readonly subject: string
  /** 0 to 1; null while nobody knows. */
  readonly share: number | null
  readonly detail: string
}

export interface LineageNode {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly dependsOn: readonly string[]
  /** Null where nothing is to be said about it. */
  readonly status: { readonly level: Level; readonly text: string } | null
}

export interface EndpointView {
  readonly name: string
  readonly description: string | null
  readonly model: string
  readonly url: string | null
  readonly champion: number | null
  readonly previous: number | null
  /** Who gets requests; shares of answered ones add up to 1, a mirror's comes on top. */
  readonly traffic: readonly TrafficShare[]
  readonly strategy: string
  readonly steps: readonly StepView[]
  readonly rollout: RolloutView | null
  /** A curl command, while something serves. */
  readonly request: string | null
}

export interface TrafficShare {
  readonly version: number
  readonly role: 'champion' | 'canary' | 'mirror' | 'header'
  /** 0 to 1; for header the header's text instead. */
  readonly share: number
  readonly header: string | null
}

export interface StepView {
  readonly title: string
  readonly value: string
  readonly state: 'done' | 'current' | 'next'
}

export interface RolloutView {
  readonly version: number
  readonly champion: number
  readonly startedAt: number
  readonly stepSince: number
  readonly paused: string | null
  readonly message: string
  /** What the current step's analysis has measured so far. */
  readonly checks: readonly CheckView[]
}

export interface CheckView {
  readonly metric: string
  readonly limit: string
  readonly message: string
  readonly passed: number
  readonly needed: number
  readonly verdict: Verdict
}

export interface ModelView {
  readonly name: string
  readonly description: string | null
  readonly task: string
  readonly trainer: string
  readonly champion: number | null
  readonly challenger: number | null
  readonly run: { readonly id: number; readonly reason: string; readonly detail: string; readonly startedAt: number } | null
  readonly waiting: string | null
  readonly nextScheduled: number | null
  /** The latest run, where it failed. */
  readonly failure: { readonly id: number; readonly message: string; readonly at: number } | null
  /** Metrics that the table and the charts show, most telling first. */
  readonly metrics: readonly MetricColumn[]
  /** The newest first. */
  readonly versions: readonly VersionView[]
  readonly total: number
}

export interface MetricColumn {
  readonly name: string
  readonly higherIsBetter: boolean
  /** What the gates ask for. */
  readonly min: number | null
  readonly max: number | null
}

export interface VersionView {
  readonly version: number
  readonly createdAt: number
  readonly trigger: string
  readonly state: 'candidate' | 'champion' | 'archived' | 'rejected'
  readonly reason: string | null
  readonly rows: number
  readonly metrics: Readonly<Record<string, number>>
  readonly verdict: Verdict
  readonly gates: readonly GateView[]
}

export interface GateView {
  readonly gate: string
  readonly requirement: string
  readonly observed: string
  readonly verdict: Verdict
  readonly severity: 'error' | 'warn'
}

export interface MonitorView {
  readonly name: string
  readonly endpoint: string
  readonly reference: string
  readonly window: string
  readonly nextCheck: number | null
  readonly latest: LatestCheck | null
  /** Times of the checks, oldest first; every list of the monitor is as long. */
  readonly checks: readonly number[]
  /** The version that served at each check. */
  readonly versions: readonly number[]
  readonly rows: readonly number[]
  readonly drift: readonly DriftHistory[]
  readonly performance: readonly PerformanceHistory[]
}

export interface LatestCheck {
  readonly at: number
  readonly version: number
  readonly rows: number
  readonly verdict: Verdict
  readonly rules: readonly RuleView[]
}

export interface RuleView {
  readonly id: string
  readonly kind: 'drift' | 'decay' | 'quality'
  readonly title: string
  readonly verdict: Verdict
  readonly message: string
  /** Columns that drifted, the furthest first. */
  readonly drifted: readonly string[]
  /** Checks in a row in which it fired, of those that it takes to act. */
  readonly streak: number
  readonly needed: number
  readonly actions: readonly string[]
}

export interface DriftHistory {
  readonly id: string
  readonly title: string
  readonly method: string
  /** The threshold of the statistic, or of the p-value. */
  readonly threshold: number | null
  readonly usesPValue: boolean
  /** Share of the columns that must drift for the rule to fire; 0 for any. */
  readonly driftShare: number
  readonly columns: readonly ColumnHistory[]
  /** One letter for each check: p, f, i or n (pass, fail, inconclusive, no data). */
  readonly verdicts: string
}

export interface ColumnHistory {
  readonly column: string
  /** The statistic, or the p-value where the rule tests that. */
  readonly values: readonly (number | null)[]
  /** One character for each check: 0 to 2 within the threshold, 3 to 5 beyond it, - without evidence. */
  readonly levels: string
}

export interface PerformanceHistory {
  readonly id: string
  readonly metric: string
  readonly higherIsBetter: boolean
  readonly values: readonly (number | null)[]
  readonly baselines: readonly (number | null)[]
  /** The value at which the rule fires, at each check. */
  readonly limits: readonly (number | null)[]
  readonly samples: readonly number[]
  /** As of DriftHistory. */
  readonly verdicts: string
}

export interface EventView {
  readonly id: number
  readonly at: number
  readonly level: Level
  readonly kind: string
  readonly subject: string
  readonly message: string
}
