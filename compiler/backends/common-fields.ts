import type { Code } from '../diagnostics/codes.js'

/** Fields that no backend sees, as patterns: what the compiler does with them, and all that it does. */
export const COMPILED: Readonly<Record<string, string>> = {
  apiVersion: 'chooses the language',
  kind: 'chooses the language',
  'spec.include[]': 'merged',
  'spec.variables.**': 'filled in',
  'spec.targets.**': 'merged',
  'spec.featureViews.*.online': 'what is served must be online (AF4038)',
  'spec.platform.queues[]': '`queueName` must be one of them (AF3021)',
}

/** Fields that change nothing wherever it runs. */
export const FOR_READERS: Readonly<Record<string, string>> = {
  '**.description': 'for people who read the file',
  '**.owners[]': 'for people who read the file',
  'spec.models.*.modelCard.**': 'for people who read the file',
  'spec.endpoints.*.traffic.**': 'for estimates of a plan',
  'spec.platform.cost.**': 'for estimates of a plan',
}

/** Fields that are refused wherever it runs, by a rule of the compiler. */
export const REFUSED: Readonly<Record<string, Code>> = {
  'spec.featureViews.*.onDemand.**': 'AF6100',
}
