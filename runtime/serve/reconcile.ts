import type { ServedModel, ServingConfig } from '../../schema/generated/jobs.js'
import { routedVersions } from './routing.js'
import type { VersionState } from './served-version.js'

/** A version that the server holds, as far as the decision needs it. */
export interface HeldVersion {
  readonly version: number
  readonly digest: string
  readonly dir: string
  readonly state: VersionState
}

export interface Decision {
  /** Models to load. */
  readonly load: readonly ServedModel[]
  /** Held versions that nothing needs any more, by index. */
  readonly drain: readonly number[]
  /** Whether the desired configuration can be put in force: every version that its route names is ready. */
  readonly adopt: boolean
  /** Routed versions that are not ready yet. */
  readonly waiting: readonly number[]
}

/**
 * What to do next on the way from the versions held and the configuration in force to the one desired. Asked again after each
 * change, and the same answer if nothing changed. While the desired one waits, everything that the one in force names stays.
 */
export function reconcile(desired: ServingConfig, inForce: ServingConfig | undefined, held: readonly HeldVersion[]): Decision {
  const live = held.filter(({ state }) => state !== 'draining')
  const load = desired.models.filter((model) => !live.some((version) => isModel(version, model)))
  const waiting = routedVersions(desired.route).filter((number) => {
    const model = desired.models.find(({ version }) => version === number)
    return !model || !live.some((version) => isModel(version, model) && version.state === 'ready')
  })
  const adopt = waiting.length === 0
  const needed = adopt || !inForce ? desired.models : [...desired.models, ...inForce.models]
  const drain = held.flatMap((version, index) =>
    version.state === 'draining' || needed.some((model) => isModel(version, model)) ? [] : [index],
  )
  return { load, drain, adopt, waiting }
}

/** A version whose digest or folder changed is another one. */
export function isModel(version: Pick<HeldVersion, 'version' | 'digest' | 'dir'>, model: ServedModel): boolean {
  return version.version === model.version && version.digest === model.digest && version.dir === model.dir
}
