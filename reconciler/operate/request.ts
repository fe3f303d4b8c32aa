/** What a person asks of a factory that is at work. Each is carried out once. */
export type OperatorRequest = {
  /** Made by who asks, so that asking again by mistake is the same request. */
  readonly id: string
  /** Who asks, as they say. */
  readonly by: string
  readonly reason?: string
} & (
  | { readonly kind: 'suspend' | 'resume'; readonly object: string }
  | { readonly kind: 'promote'; readonly model: string; readonly version: number }
  | { readonly kind: 'rollback'; readonly endpoint: string }
  /** Lets a rollout go on that waits for a person. */
  | { readonly kind: 'continue'; readonly endpoint: string }
  | { readonly kind: 'approve'; readonly model: string; readonly version: number; readonly signature?: string }
)

/** An object that is left as it is until it is resumed. */
export interface Suspension {
  readonly by: string
  readonly at: number
  readonly reason?: string
}

/** One person's word for one version. */
export interface Approval {
  readonly by: string
  readonly at: number
  readonly reason?: string
  /** The key by which it was signed; absent where it was only said. */
  readonly signedBy?: string
}

/** The whole of it, instead of one object. */
export const WHOLE = 'factory'
