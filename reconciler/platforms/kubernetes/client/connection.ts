/** How to reach an API server, and as whom. */
export interface Connection {
  /** Scheme, host and port, perhaps with a path. */
  readonly server: string
  /** Namespace of the context or of the pod. */
  readonly namespace: string
  readonly tls: {
    readonly ca?: string
    readonly cert?: string
    readonly key?: string
    readonly rejectUnauthorized?: boolean
    readonly servername?: string
  }
  /** Asked before each request, since tokens expire; undefined where a certificate says who we are. */
  readonly token: () => Promise<string | undefined>
}

export const NO_TOKEN = async (): Promise<undefined> => undefined
