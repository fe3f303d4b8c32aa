import type { Factory } from '../../compiler/graph/factory.js'
import { stampView } from '../../compiler/graph/stamp-view.js'
import type { FeatureViewDefinition } from '../../schema/generated/jobs.js'
import type { Estimate, ViewWork } from '../../schema/generated/plan.js'
import { median } from './estimate.js'
import type { PastJobs } from './knowledge.js'
import type { Comparison } from './model-work.js'

/**
 * Which feature views get their online values computed anew, and which changes leave them as they are. Values are kept under
 * a name that tells the definition, so new ones are computed beside the old ones and no request waits.
 */
export function viewWork({ before, after, changes, past }: Comparison): ViewWork[] {
  const was = servedViews(before)
  return [...servedViews(after)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, stamps]): ViewWork[] => {
      const view = after.views[name]
      const known = was.get(name) ?? new Set()
      const source = changes.find(({ id, kind }) => id === `source/${view?.source.name}` && kind === 'changed')
      const own = changes.find(({ id, kind }) => id === `view/${name}` && kind === 'changed')
      const fields = [...(own?.fields ?? []).map(({ path }) => path), ...(source?.fields ?? []).map(({ path }) => `${source?.id} ${path}`)]
      const isNew = [...stamps].some((stamp) => !known.has(stamp))
      if (!isNew)
        return fields.length === 0 ? [] : [{ view: name, does: 'keep', because: 'what changed has no part in its values', fields }]
      const because = known.size === 0 ? 'no endpoint looked it up before' : 'its values have another definition'
      return [{ view: name, does: 'materialise', because, fields, ...earlier(name, past) }]
    })
}

/** Views that a server looks up, by name, each with the stamped names of the versions of it in use. */
function servedViews(factory: Factory | undefined): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const endpoint of Object.values(factory?.endpoints ?? {})) {
    const dataset = factory?.datasets[factory.models[endpoint.model]?.dataset ?? '']
    for (const view of dataset?.views ?? []) found.set(view.name, (found.get(view.name) ?? new Set()).add(stampOf(view)))
  }
  return found
}

const stampOf = (view: FeatureViewDefinition): string => stampView(view).name

/** How many rows one computation gave, and how long it took: the median of the latest. */
function earlier(view: string, past: PastJobs): { rows?: number; estimate?: Estimate } {
  const runs = [...past.values()]
    .sort((a, b) => b.finishedAt - a.finishedAt || (a.key < b.key ? -1 : 1))
    .flatMap(({ materialized }) => materialized?.views ?? [])
    .filter(({ name, ticks }) => name.startsWith(`${view}@`) && ticks > 0)
    .slice(0, 5)
  if (runs.length === 0) return {}
  return {
    rows: Math.round(median(runs.map(({ rows, ticks }) => rows / ticks))),
    estimate: { ms: Math.round(median(runs.map(({ seconds, ticks }) => (seconds * 1000) / ticks))), basis: 'measured', runs: runs.length },
  }
}
