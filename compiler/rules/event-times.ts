import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import type { Span } from '../source/node.js'
import { entries, entry, type Rule } from './context.js'

/** What depends on time needs to know when events happened. */
export const eventTimes: Rule = ({ spec, report, key, value }) => {
  const needs = (source: string, why: string, at: Span) => {
    const found = entry(spec.sources, source)
    if (found === undefined || found.timestampField !== undefined) return
    report.error('AF4007', `source ${source} has no timestampField, which ${why} needs`, at, {
      suggestion: 'Name the column that says when an event happened.',
      related: [{ message: 'the source', at: key('sources', source) }],
    })
  }
  for (const [name, { source }] of entries(spec.featureViews)) needs(source, `feature view ${name}`, value('featureViews', name, 'source'))
  for (const [name, { source, split, window, features = [] }] of entries(spec.datasets)) {
    const at = value('datasets', name, 'source')
    if ((split?.by ?? DEFAULTS.Split.by) === 'time') needs(source, 'a split by time', split ? key('datasets', name, 'split') : at)
    else if (window !== undefined) needs(source, 'a window', key('datasets', name, 'window'))
    else if (features.length > 0) needs(source, 'joining features as they were known', at)
  }
  for (const [name, { expectations }] of entries(spec.sources)) {
    expectations?.forEach(({ expect }, index) => {
      if (expect === 'freshness') needs(name, 'freshness', value('sources', name, 'expectations', index))
    })
  }
  for (const [name, { createdTimestampField, timestampField }] of entries(spec.sources)) {
    if (createdTimestampField === undefined || timestampField !== undefined) continue
    report.error(
      'AF4007',
      `source ${name} says when rows became known, but not when events happened`,
      key('sources', name, 'createdTimestampField'),
      {
        suggestion: 'Add timestampField.',
      },
    )
  }
}
