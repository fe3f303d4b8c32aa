import type { ModelCard, Notification, SecretRef, Stickiness } from '../../schema/generated/aifactory.js'
import type {
  BehaviourCheck,
  DatasetDefinition,
  DriftRuleSpec,
  ExpectationSpec,
  FeatureViewDefinition,
  GroundTruthDefinition,
  PerformanceRuleSpec,
  RobustnessCheck,
  SourceDefinition,
  Task,
  TfjsTrainerParameters,
} from '../../schema/generated/jobs.js'

/**
 * A whole aifactory.yaml for one target: variables filled in, overrides merged, defaults applied, names linked,
 * durations in milliseconds, shares from 0 to 1. Plain JSON, so that it can be stored and compared.
 */
export interface Factory {
  readonly name: string
  readonly description?: string
  /** Target that was compiled, or null where the file has none. */
  readonly target: string | null
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly sources: Readonly<Record<string, LinkedSource>>
  readonly views: Readonly<Record<string, FeatureViewDefinition>>
  readonly datasets: Readonly<Record<string, DatasetDefinition>>
  readonly models: Readonly<Record<string, LinkedModel>>
  readonly endpoints: Readonly<Record<string, LinkedEndpoint>>
  readonly monitors: Readonly<Record<string, LinkedMonitor>>
  readonly pipeline: LinkedPipeline
  readonly platform: LinkedPlatform
  readonly notifications: readonly Notification[]
  /** Every resource, dependencies before dependants. */
  readonly graph: readonly GraphNode[]
}

export type NodeKind = 'source' | 'view' | 'dataset' | 'model' | 'endpoint' | 'monitor'

export interface GraphNode {
  /** kind/name, such as model/late-arrival. */
  readonly id: string
  readonly kind: NodeKind
  readonly name: string
  /** Ids of the nodes that this one is built from. */
  readonly dependsOn: readonly string[]
  /** Digest of the resolved definition and of the digests of what it depends on. */
  readonly hash: string
}

export interface LinkedSource {
  readonly definition: SourceDefinition
  readonly expectations: readonly ExpectationSpec[]
}

export interface LinkedModel {
  readonly name: string
  readonly description?: string
  readonly task: Task
  readonly dataset: string
  readonly registeredModel: string
  readonly trainer: LinkedTrainer
  readonly evaluation: { readonly slices: readonly string[]; readonly minSliceSize: number; readonly threshold: number }
  readonly gates: LinkedGates
  readonly retrain: LinkedRetrain
  readonly aliases: { readonly champion: string; readonly challenger: string }
  readonly modelCard?: ModelCard
  /** Digests by which stages are skipped when nothing that they depend on has changed. Each includes the one before. */
  readonly hashes: { readonly dataset: string; readonly train: string; readonly evaluate: string; readonly gates: string }
}

export type LinkedTrainer = (
  | { readonly runtime: 'tfjs'; readonly parameters: TfjsTrainerParameters }
  | {
      readonly runtime: 'command'
      readonly command: readonly string[]
      readonly code: readonly string[]
      readonly parameters: Readonly<Record<string, unknown>>
      readonly env: LinkedEnv
    }
  | {
      readonly runtime: 'container'
      readonly image: string
      readonly command: readonly string[]
      readonly parameters: Readonly<Record<string, unknown>>
      readonly env: LinkedEnv
    }
) & {
  readonly resources: LinkedResources
  readonly numNodes: number
  readonly queueName?: string
  readonly spot: boolean
  readonly retries: number
  readonly timeoutMs: number
}

export type LinkedEnv = Readonly<Record<string, string | { readonly secretRef: SecretRef }>>

/** Kubernetes quantities as text. */
export interface LinkedResources {
  readonly cpu?: string
  readonly memory?: string
  readonly gpu?: number
  readonly ephemeralStorage?: string
}

export interface LinkedGates {
  readonly metrics: readonly {
    readonly metric: string
    readonly min?: number
    readonly max?: number
    readonly versus?: 'champion'
    readonly minDelta?: number
    /** 0 to 1. */
    readonly confidence?: number
    readonly slice?: Readonly<Record<string, string | number | boolean>>
    readonly minSamples: number
    readonly severity: 'error' | 'warn'
  }[]
  readonly fairness: readonly LinkedFairnessGate[]
  readonly robustness?: readonly LinkedRobustnessGate[]
  readonly behaviour?: readonly LinkedBehaviourGate[]
  readonly latency?: { readonly p50Ms?: number; readonly p99Ms?: number }
  readonly sizeBytes?: number
  readonly approval?: { readonly approvers: readonly string[]; readonly count: number }
}

/** max for a difference, min for a ratio. */
export interface LinkedFairnessGate {
  readonly column: string
  readonly metric: string
  readonly max?: number
  readonly min?: number
  readonly minSamples: number
  readonly severity?: 'error' | 'warn'
}

export interface LinkedRobustnessGate {
  readonly check: RobustnessCheck
  readonly maxLoss?: number
  readonly min?: number
  readonly max?: number
  readonly minSamples: number
  readonly severity: 'error' | 'warn'
}

export interface LinkedBehaviourGate {
  readonly name: string
  readonly check: BehaviourCheck
  /** Share of the rows, 0 to 1. */
  readonly mostly: number
  readonly severity: 'error' | 'warn'
}

export interface LinkedBudget {
  readonly runs?: number
  readonly gpuHours?: number
  readonly perMs: number
}

export interface LinkedRetrain {
  readonly schedule?: string
  readonly onChange: boolean
  readonly onDrift: boolean
  readonly onDecay: boolean
  readonly onNewData: boolean
  readonly budget?: LinkedBudget
  readonly cooldownMs: number
}

export interface LinkedEndpoint {
  readonly name: string
  readonly description?: string
  readonly model: string
  readonly port?: number
  readonly resources: LinkedResources
  readonly minReplicas: number
  readonly maxReplicas: number
  readonly scaleMetric: 'cpu' | 'memory' | 'concurrency' | 'rps'
  readonly scaleTarget: number
  readonly batching: { readonly maxBatchSize: number; readonly maxDelayMs: number }
  readonly timeoutMs: number
  readonly logger: { readonly mode: 'all' | 'none'; readonly sampleRate: number; readonly retentionMs: number }
  readonly auth: { readonly type: 'none' | 'bearer'; readonly secretRef?: SecretRef }
  readonly groundTruth?: GroundTruthDefinition
  /** What is asked of it, for estimates. */
  readonly traffic?: { readonly predictions: number; readonly perMs: number }
  readonly objectives?: LinkedObjectives
  readonly rollout: LinkedRollout
}

/** What callers may rely on. Shares from 0 to 1, below 1. */
export interface LinkedObjectives {
  readonly availability?: number
  readonly latency?: { readonly underMs: number; readonly share: number }
  readonly windowMs: number
}

export interface LinkedRollout {
  readonly strategy: 'canary' | 'shadow' | 'ab' | 'blueGreen'
  readonly steps: readonly LinkedRolloutStep[]
  readonly analysis: Readonly<Record<string, readonly LinkedAnalysisMetric[]>>
  readonly onFailure: 'rollback' | 'pause'
  readonly deadlineMs: number
  /** What keeps to one version in place of a request's id. */
  readonly stickiness?: Stickiness
}

export type LinkedRolloutStep =
  | { readonly kind: 'mirror'; readonly share: number }
  | { readonly kind: 'setWeight'; readonly weight: number }
  /** Without a length it waits for a person. */
  | { readonly kind: 'pause'; readonly durationMs?: number }
  | { readonly kind: 'analysis'; readonly name: string }
  | { readonly kind: 'setHeaderRoute'; readonly name: string; readonly value: string }

export interface LinkedAnalysisMetric {
  readonly metric: string
  /** Shares from 0 to 1; latencies in milliseconds. */
  readonly min?: number
  readonly max?: number
  readonly condition?: { readonly operator: '<' | '<=' | '>' | '>=' | '=='; readonly value: number }
  readonly versus?: 'champion'
  readonly minDelta?: number
  readonly maxRatio?: number
  /** An input of the model for whose values it is measured apart; the worst counts. */
  readonly by?: string
  /** 0 to 1: limits are held against an interval that is right at all looks together. */
  readonly confidence?: number
  readonly intervalMs: number
  readonly count: number
  readonly minSamples: number
  readonly failureLimit: number
  readonly inconclusiveLimit: number
}

export type MonitorAction = 'alert' | 'retrain' | 'rollback' | 'disable'

export interface LinkedMonitor {
  readonly name: string
  readonly endpoint: string
  readonly schedule: string
  readonly reference: { readonly kind: 'training' } | { readonly kind: 'window'; readonly windowMs: number; readonly offsetMs: number }
  readonly current: { readonly windowMs: number; readonly minSamples: number }
  /** Columns are resolved: "*" has become every model input and "prediction". */
  readonly drift: readonly (DriftRuleSpec & { readonly for: number; readonly actions: readonly MonitorAction[] })[]
  readonly performance: readonly (PerformanceRuleSpec & { readonly for: number; readonly actions: readonly MonitorAction[] })[]
  readonly quality: readonly ExpectationSpec[]
  readonly cooldownMs: number
  readonly budget?: LinkedBudget
}

export interface LinkedPipeline {
  readonly engine: 'jobs' | 'argo' | 'kubeflow' | 'airflow'
  readonly schedule?: string
  readonly catchup: boolean
  readonly retries: number
}

export interface LinkedPlatform {
  readonly namespace: string
  readonly serviceAccountName?: string
  readonly artifactStore?: string
  readonly images: {
    readonly runtime: string
    readonly gpu?: string
    readonly pullPolicy: 'Always' | 'IfNotPresent' | 'Never'
    readonly pullSecrets: readonly string[]
  }
  readonly gpu: { readonly resourceName: string; readonly nodeSelector: Readonly<Record<string, string>> }
  readonly spot: {
    readonly nodeSelector: Readonly<Record<string, string>>
    readonly tolerations: readonly Readonly<Record<string, unknown>>[]
  }
  readonly queues: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  readonly storage: string
  /** Prices; the discount is a share from 0 to 1. */
  readonly cost: {
    readonly currency: string
    readonly cpuHour?: number
    readonly memoryGiBHour?: number
    readonly gpuHour?: number
    readonly spotDiscount?: number
  }
}
