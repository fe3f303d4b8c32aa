import { digestOf } from '../../schema/digest.js'
import type { FeatureViewDefinition } from '../../schema/generated/jobs.js'
import { latestTick } from '../decide/schedule.js'
import { materializeJob } from '../jobs/live.js'
import type { EngineContext } from './context.js'
import { jobFailure } from './job-failure.js'

/**
 * Computes the online values of these views for every tick of their schedules that has come since the last time, and for
 * the latest one when a view is new. What is done stays done where a later part fails.
 * @throws AIFactoryError of the job that failed.
 */
export async function materializeOnline(views: readonly FeatureViewDefinition[], context: EngineContext): Promise<void> {
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
    const { retries } = context.factory.pipeline
    const job = materializeJob({ baseDir: context.baseDir, onlineStore: context.onlineStore, views: group, data, from, to, retries })
    const done = await context.platform.run(job, context.reporter.progress)
    if (done.state === 'failed') {
      const names = group.map(({ name }) => name).join(', ')
      throw jobFailure(done, `the online values of ${names} could not be computed`)
    }
    store.transaction(() => {
      for (const view of group) store.putDocument('online', view.name, to)
    })
  }
}
