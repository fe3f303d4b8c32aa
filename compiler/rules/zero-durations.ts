import { durationMillis } from '../../schema/duration.js'
import type { Path } from '../source/node.js'
import { entries, items, type Rule } from './context.js'

/** Windows, limits and times to wait have a length. */
export const zeroDurations: Rule = ({ spec, report, value }) => {
  const check = (duration: string | undefined, ...path: Path) => {
    if (duration === undefined || durationMillis(duration) > 0) return
    report.error('AF4133', `${String(path.at(-1))} of no length holds nothing`, value(...path), {
      suggestion: 'Give it a length, such as 1d.',
    })
  }
  for (const [name, { expectations }] of entries(spec.sources)) {
    for (const [index, expectation] of items(expectations))
      if (expectation.expect === 'freshness') check(expectation.maxAge, 'sources', name, 'expectations', index, 'maxAge')
  }
  for (const [view, { ttl, features }] of entries(spec.featureViews)) {
    check(ttl, 'featureViews', view, 'ttl')
    for (const [name, { window }] of entries(features)) check(window, 'featureViews', view, 'features', name, 'window')
  }
  for (const [name, { window }] of entries(spec.datasets)) check(window, 'datasets', name, 'window')
  for (const [name, { trainer, gates, retrain }] of entries(spec.models)) {
    check(trainer.timeout, 'models', name, 'trainer', 'timeout')
    check(gates?.latency?.p50, 'models', name, 'gates', 'latency', 'p50')
    check(gates?.latency?.p99, 'models', name, 'gates', 'latency', 'p99')
    check(retrain?.budget?.per, 'models', name, 'retrain', 'budget', 'per')
  }
  for (const [name, { timeout, logger, rollout }] of entries(spec.endpoints)) {
    check(timeout, 'endpoints', name, 'timeout')
    check(logger?.retention, 'endpoints', name, 'logger', 'retention')
    check(rollout?.deadline, 'endpoints', name, 'rollout', 'deadline')
  }
  for (const [name, { current, reference, budget }] of entries(spec.monitors)) {
    check(current?.window, 'monitors', name, 'current', 'window')
    if (typeof reference === 'object') check(reference.window, 'monitors', name, 'reference', 'window')
    check(budget?.per, 'monitors', name, 'budget', 'per')
  }
}
