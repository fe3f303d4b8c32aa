import { exactDuration } from '../../schema/duration.js'
import { child, type MapNode, type Node } from '../source/node.js'
import type { Migration, Refuse } from './migration.js'
import { mapsOf, moveInto, reform, rename } from './operations.js'

/**
 * v1alpha1 came before the first release. Feature views were called feature groups, with a time to live in seconds; the
 * event's time had another name; and a model's schedule stood beside what now belongs to retraining.
 */
export const V1ALPHA1_TO_V1: Migration = {
  from: 'aifactory.dev/v1alpha1',
  to: 'aifactory.dev/v1',
  edits(root, refuse) {
    const spec = child(root, 'spec')
    const targets = mapsOf(child(spec, 'targets'))
    return [spec, ...targets].flatMap((part) => partEdits(part, refuse))
  },
}

/** A spec, or what a target overrides of it. */
function partEdits(part: Node | undefined, refuse: Refuse) {
  if (part?.kind !== 'map') return []
  return [
    ...rename(part, 'featureGroups', 'featureViews', refuse),
    ...mapsOf(child(part, 'featureGroups')).flatMap((group) => reform(group, 'ttlSeconds', 'ttl', seconds, refuse)),
    ...mapsOf(child(part, 'sources')).flatMap((source) => rename(source, 'eventTime', 'timestampField', refuse)),
    ...mapsOf(child(part, 'models')).flatMap((model: MapNode) => moveInto(model, 'retrainSchedule', 'retrain', 'schedule', refuse)),
  ]
}

/** Whole seconds as a duration: 2592000 as 30d. Variables stay what they are, so they have no form. */
function seconds(value: unknown): string | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? exactDuration(value * 1000) : undefined
}
