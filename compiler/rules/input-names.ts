import { PREDICTION, usedFeatures } from '../graph/inputs.js'
import type { Span } from '../source/node.js'
import { entries, entry, items, type Rule } from './context.js'

/** A model has inputs, and each has a name of its own. */
export const uniqueInputs: Rule = ({ spec, report, key, value, pruned }) => {
  for (const [name, dataset] of entries(spec.datasets)) {
    const seen = new Map<string, Span>()
    const add = (input: string, at: Span, from: string) => {
      const first = seen.get(input.toLowerCase())
      if (input.toLowerCase() === PREDICTION) {
        report.error('AF4036', `an input cannot be called ${PREDICTION}: the model's output is`, at, {
          suggestion: 'Give the feature another name.',
        })
      } else if (first === undefined) {
        seen.set(input.toLowerCase(), at)
      } else {
        report.error('AF4036', `${from} gives a second input called "${input}"`, at, {
          suggestion: 'Rename one of them, or leave it out.',
          related: [{ message: 'the first one comes from here', at: first }],
        })
      }
    }
    for (const [index, column] of items(dataset.request)) add(column, value('datasets', name, 'request', index), 'request')
    for (const { view, name: feature, item } of usedFeatures(spec, dataset)) {
      add(feature, value('datasets', name, 'features', item), `${view}:${feature}`)
    }
    const complete = dataset.features?.every((feature) => entry(spec.featureViews, feature.split(':')[0])) ?? true
    if (seen.size === 0 && complete && !pruned) {
      report.error('AF4037', `dataset ${name} gives a model nothing to learn from`, key('datasets', name), {
        suggestion: 'Add request columns or features.',
      })
    }
  }
}
