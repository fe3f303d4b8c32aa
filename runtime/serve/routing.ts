import type { ServingRoute } from '../../schema/generated/jobs.js'
import { requestShare } from './request-hash.js'

export const CANARY_SALT = 0x51ed270b
export const MIRROR_SALT = 0x2545f491
/** Draws the requests that are logged. */
export const LOG_SALT = 0x7f4a7c15

export type Role = 'primary' | 'canary' | 'mirror'

/** What a request says of who sent it. */
export interface SentBy {
  /** A header by its name in lower case. */
  header(name: string): string | undefined
  /** The text of an input of the request's first row. */
  input(name: string): string | undefined
}

export interface RouteChoice {
  readonly version: number
  /** Under which role the answer is counted. A version reached by a header is a canary unless it is the primary. */
  readonly role: 'primary' | 'canary'
  /** Version that also predicts the rows, unseen by the caller. */
  readonly mirror: number | undefined
}

/** Versions that a route names. */
export function routedVersions(route: ServingRoute): number[] {
  const versions = [route.primary, route.canary?.version, route.mirror?.version, route.header?.version]
  return [...new Set(versions.filter((version) => version !== undefined))]
}

/** Chooses versions for a request: the header first, then the canary's share of ids, or of what is sticky, then the primary. Depends on nothing else. */
export function chooseRoute(route: ServingRoute, id: string, sent: SentBy): RouteChoice {
  const version = answering(route, id, sent)
  const { mirror } = route
  const mirrored = mirror && mirror.version !== version && requestShare(id, MIRROR_SALT) < mirror.share
  return { version, role: version === route.primary ? 'primary' : 'canary', mirror: mirrored ? mirror.version : undefined }
}

function answering(route: ServingRoute, id: string, sent: SentBy): number {
  const { header, canary } = route
  if (header && sent.header(header.name.toLowerCase()) === header.value) return header.version
  if (canary && canaryShare(canary, id, sent) < canary.weight) return canary.version
  return route.primary
}

/**
 * What is sticky keeps its share while the weight grows, so that it never goes back and forth. Each version divides anew, so that
 * it is not always the same users who try what is new.
 */
function canaryShare({ version, stickiness }: NonNullable<ServingRoute['canary']>, id: string, sent: SentBy): number {
  if (!stickiness) return requestShare(id, CANARY_SALT)
  const { header, input } = stickiness
  const unit = header !== undefined ? sent.header(header.toLowerCase()) : input !== undefined ? sent.input(input) : undefined
  return unit === undefined ? requestShare(id, CANARY_SALT) : requestShare(unit, CANARY_SALT ^ Math.imul(version, 0x9e3779b1))
}
