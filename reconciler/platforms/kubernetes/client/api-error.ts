import { AIFactoryError } from '../../../../schema/diagnostic.js'

/** What an API server says of a request that it refused (metav1.Status). */
export interface ApiStatus {
  readonly code?: number
  readonly reason?: string
  readonly message?: string
  readonly details?: {
    readonly name?: string
    readonly kind?: string
    readonly retryAfterSeconds?: number
    readonly causes?: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[]
  }
}

/** A request that an API server refused. Reasons are those of Kubernetes: NotFound, Conflict, Forbidden, Invalid... */
export class ApiError extends AIFactoryError {
  readonly httpStatus: number
  readonly reason: string
  readonly status: ApiStatus

  constructor(httpStatus: number, status: ApiStatus, what: string) {
    super('AF8504', `the API server refuses to ${what}: ${status.message ?? `status ${httpStatus}`}`, {
      hint: hintOf(status.reason),
      retryable: isTransient(httpStatus) || isRace(httpStatus, status),
    })
    this.httpStatus = httpStatus
    this.reason = status.reason ?? ''
    this.status = status
  }

  get isNotFound(): boolean {
    return this.httpStatus === 404
  }

  /** Another manager of fields owns what we want to set. */
  get isFieldConflict(): boolean {
    return this.httpStatus === 409 && (this.status.details?.causes ?? []).some(({ reason }) => reason === 'FieldManagerConflict')
  }

  /** A change that the kind does not allow; only another object can have it. */
  get isImmutable(): boolean {
    return (
      this.httpStatus === 422 && /immutable|may not (change|be changed)|updates to .* are forbidden|field is forbidden/i.test(this.message)
    )
  }
}

/** Statuses after which the same may succeed: too many requests, timeouts, and servers that are down. */
export function isTransient(status: number): boolean {
  return status === 429 || status === 408 || status >= 500
}

/** Somebody else wrote at the same moment, which is no conflict about fields. */
export function isRace(httpStatus: number, { reason, details }: ApiStatus): boolean {
  return httpStatus === 409 && reason === 'Conflict' && !(details?.causes ?? []).some((cause) => cause.reason === 'FieldManagerConflict')
}

function hintOf(reason: string | undefined): string {
  if (reason === 'Forbidden') return 'Grant the right that the message names to the account that was used.'
  if (reason === 'Unauthorized') return 'Log in anew; the token is not valid, or no longer.'
  return 'The message is what the API server says.'
}
