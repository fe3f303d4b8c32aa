import type { FactoryChange } from '../../compiler/graph/changes/changes.js'
import type { Factory, LinkedModel } from '../../compiler/graph/factory.js'
import { sourceIdentity, viewIdentity } from '../../compiler/graph/identity.js'
import { digestOf } from '../../schema/digest.js'
import type { DatasetDefinition } from '../../schema/generated/jobs.js'
import type { Cause } from '../../schema/generated/plan.js'

/** Which fields of a model belong to the part of it that changed, as changedPart names them. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  dataset: ['dataset', 'task'],
  trainer: ['trainer'],
  evaluation: ['evaluation', 'gates'],
  gates: ['gates'],
}
/** Where and how patiently a trainer runs changes no result. */
const WITHOUT_EFFECT = /^trainer\.(resourcesPerNode|queueName|spot|retries|timeout)\b/
/** When online values are computed has no part in what they are; expectations stop a run, and change none of its results. */
const NO_INPUT = /^(schedule|online|expectations)\b/

/** The fields whose changes reach a model's part, with the way from where each was made. */
export function causesOf(
  model: LinkedModel,
  part: string,
  { before, after, changes }: { before: Factory; after: Factory; changes: readonly FactoryChange[] },
): Cause[] {
  const own = cause(
    changes,
    [`model/${model.name}`],
    (path) => (FIELDS[part] ?? []).some((field) => path === field || path.startsWith(`${field}.`)) && !WITHOUT_EFFECT.test(path),
  )
  if (part !== 'dataset') return own
  const way = [`dataset/${model.dataset}`, `model/${model.name}`]
  const was = before.datasets[before.models[model.name]?.dataset ?? '']
  const is = after.datasets[model.dataset]
  return [...own, ...cause(changes, way, () => true), ...(was && is ? inputCauses(was, is, way, changes) : [])]
}

function inputCauses(was: DatasetDefinition, is: DatasetDefinition, way: readonly string[], changes: readonly FactoryChange[]): Cause[] {
  const found: Cause[] = []
  if (digestOf(sourceIdentity(was.source)) !== digestOf(sourceIdentity(is.source)))
    found.push(...cause(changes, [`source/${is.source.name}`, ...way], isInput))
  for (const view of is.views) {
    const former = was.views.find(({ name }) => name === view.name)
    if (!former || digestOf(viewIdentity(former)) === digestOf(viewIdentity(view))) continue
    found.push(...cause(changes, [`view/${view.name}`, ...way], isInput))
    if (digestOf(sourceIdentity(former.source)) !== digestOf(sourceIdentity(view.source)))
      found.push(...cause(changes, [`source/${view.source.name}`, `view/${view.name}`, ...way], isInput))
  }
  return found
}

const isInput = (path: string): boolean => !NO_INPUT.test(path)

function cause(changes: readonly FactoryChange[], via: readonly string[], isMeant: (path: string) => boolean): Cause[] {
  const change = changes.find(({ id, kind }) => id === via[0] && kind === 'changed')
  const fields = (change?.fields ?? []).map(({ path }) => path).filter(isMeant)
  return fields.length === 0 ? [] : [{ via: [...via], fields }]
}
