import type { ServingRoute } from '../../schema/generated/jobs.js'
import { requestShare } from './request-hash.js'

export const CANARY_SALT = 0x51ed270b
export const MIRROR_SALT = 0x2545f491
/** Draws the requests that are logged. */
export const LOG_SALT = 0x7f4a7c15

export type Role = 'primary' | 'canary' | 'mirror'

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

/** Chooses versions for a request: the header first, then the canary's share of ids, then the primary. Depends on nothing else. */
export function chooseRoute(route: ServingRoute, id: string, header: (name: string) => string | undefined): RouteChoice {
  const version = answering(route, id, header)
  const { mirror } = route
  const mirrored = mirror && mirror.version !== version && requestShare(id, MIRROR_SALT) < mirror.share
  return { version, role: version === route.primary ? 'primary' : 'canary', mirror: mirrored ? mirror.version : undefined }
}

function answering(route: ServingRoute, id: string, header: (name: string) => string | undefined): number {
  if (route.header && header(route.header.name.toLowerCase()) === route.header.value) return route.header.version
  if (route.canary && requestShare(id, CANARY_SALT) < route.canary.weight) return route.canary.version
  return route.primary
}
