import { digestOf } from '../../schema/digest.js'
import type { FeatureViewDefinition } from '../../schema/generated/jobs.js'
import { latestTick } from '../decide/schedule.js'
import { materializeJob } from '../jobs/live.js'
import type { EngineContext } from './context.js'

/**
 * Computes the online values of these views for every tick of their schedules that has come since the last time, and for
 * the latest one when a view is new. Throws nothing for the caller to handle: a failure is an event, and is tried again.
 */
export async function materializeOnline(views: readonly FeatureViewDefinition[], context: EngineContext): Promise<boolean> {
  const { store } = context
  const { needed, through: to } = context.horizon()
  const due = new Map<number, FeatureViewDefinition[]>()
  for (const view of new Map(views.map((candidate) => [candidate.name, candidate])).values()) {
    const until = store.document<number>('online', view.name)
    const from = until ?? (latestTick(view.schedule, Number.NEGATIVE_INFINITY, context.now()) ?? context.now()) - 1
    if (latestTick(view.schedule, from, needed) === undefined) continue
    due.set(from, [...(due.get(from) ?? []), view])
  }
  for (const [from, group] of due) {
    const data = digestOf(await Promise.all(group.map(({ source }) => context.platform.fingerprint(source))))
    const job = materializeJob({ baseDir: context.baseDir, onlineStore: context.onlineStore, views: group, data, from, to })
    const done = await context.platform.run(job, context.reporter.progress)
    if (done.state === 'failed') {
      context.emit({
        kind: 'features_failed',
        subject: group.map(({ name }) => name).join(', '),
        level: 'bad',
        message: done.error?.message ?? 'online values were not computed',
      })
      return false
    }
    store.transaction(() => {
      for (const view of group) store.putDocument('online', view.name, to)
    })
  }
  return due.size > 0
}
