import type { ServingConfig } from '../../schema/generated/jobs.js'
import type { OnlineStore } from '../features/online-store.js'
import type { FeatureLookup } from './assemble-inputs.js'
import { type AnswerFormat, answerFormat } from './infer-response.js'
import { type InputPlan, planInputs } from './input-plan.js'
import { LogEncoder } from './log-record.js'
import type { ServedVersion } from './served-version.js'

/** A version that can answer, with what was worked out for it from the configuration in force. */
export interface Deployed {
  readonly served: ServedVersion
  readonly label: string
  readonly plan: InputPlan
  readonly format: AnswerFormat
  readonly encoder: LogEncoder
}

/** What a request is answered by: replaced as a whole, so that a request sees one configuration from its start to its end. */
export interface Serving {
  readonly config: ServingConfig
  readonly deployed: ReadonlyMap<number, Deployed>
  readonly store: OnlineStore | undefined
  readonly features: FeatureLookup
}

/**
 * Makes versions whose model is loaded ready for requests under a configuration.
 * @throws AIFactoryError AF8121 where a model needs a view that the configuration lacks.
 */
export function deploy(config: ServingConfig, versions: readonly ServedVersion[]): Map<number, Deployed> {
  const names = new Set((config.logColumns ?? []).map(({ name }) => name))
  for (const { manifest } of versions) for (const { name, from } of manifest?.inputs ?? []) if (from === 'request') names.add(name)
  for (const view of config.views ?? []) for (const { name } of view.joinKeys) names.add(name)

  const deployed = new Map<number, Deployed>()
  for (const served of versions) {
    const { manifest, version } = served
    if (!manifest) continue
    const plan = planInputs(manifest, config, [...names])
    const format = answerFormat(config.model, version, manifest, served.outputType)
    deployed.set(version, { served, label: String(version), plan, format, encoder: new LogEncoder(version, plan) })
  }
  return deployed
}
