/** What of an installation can be chosen. */
export interface InstallOptions {
  readonly namespace: string
  readonly image: string
  readonly replicas: number
  /** Lets Factories act with the rights of accounts that they name. Whoever may do that may do what any account may. */
  readonly impersonation: boolean
  /** The account whose rights count where a Factory names none. */
  readonly defaultServiceAccount?: string
  /** A ServiceMonitor, for clusters with the Prometheus operator. */
  readonly serviceMonitor: boolean
  /** Further arguments of `aifactory controller`. */
  readonly args: readonly string[]
}

export const NAME = 'aifactory-controller'
export const DEFAULT_NAMESPACE = 'aifactory-system'
export const PROBE_PORT = 8081
export const WEBHOOK_PORT = 9292

/** Labels of everything that is installed; by them it is found again. */
export const LABELS = {
  'app.kubernetes.io/name': 'aifactory',
  'app.kubernetes.io/part-of': 'aifactory',
  'app.kubernetes.io/component': 'controller',
} as const

/** What selects the controller's pods. It never changes for an installation. */
export const SELECTOR = { 'app.kubernetes.io/name': 'aifactory', 'app.kubernetes.io/component': 'controller' } as const

/** An object of an installation. */
export interface InstalledObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly [field: string]: unknown
}
