import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ColumnType, ModelManifest, ServingConfig } from '../../schema/generated/jobs.js'

/** A column that the caller sends. */
export interface SentColumn {
  readonly name: string
  readonly type: ColumnType
  readonly required: boolean
}

/** Where the values of a model input come from. */
export interface InputSlot {
  readonly name: string
  readonly datatype: ModelManifest['inputs'][number]['datatype']
  /** Index of the sent column, or the view and the name of its feature. */
  readonly from: number | { readonly view: number; readonly feature: string }
}

export interface ViewPlan {
  readonly name: string
  readonly ttlMs: number | undefined
  /** Sent columns that make the key, in the view's order. */
  readonly key: readonly { readonly column: number; readonly type: ColumnType }[]
}

/** How what a caller sends becomes the inputs of one version: made once, when the version or the configuration changes. */
export interface InputPlan {
  readonly sent: readonly SentColumn[]
  readonly index: ReadonlyMap<string, number>
  /** Names that other versions take: accepted, so that a caller need not know which version answers, and left out. */
  readonly ignored: ReadonlySet<string>
  /** Inputs in the manifest's order, split as BatchMessage splits them. */
  readonly numbers: readonly InputSlot[]
  readonly texts: readonly InputSlot[]
  readonly views: readonly ViewPlan[]
  /** Sent columns that are logged as keys: join keys and log columns. */
  readonly keys: readonly number[]
}

/**
 * Plans the inputs of a version. Request columns and the join keys of the views that it uses are required; log columns are not,
 * since a row without one can still be answered.
 * @throws AIFactoryError AF8121 where an input comes from a view that the configuration lacks.
 */
export function planInputs(
  manifest: ModelManifest,
  config: Pick<ServingConfig, 'views' | 'logColumns'>,
  others: readonly string[],
): InputPlan {
  const sent: SentColumn[] = []
  const index = new Map<string, number>()
  const column = (name: string, type: ColumnType, required: boolean): number => {
    const known = index.get(name)
    if (known !== undefined) return known
    index.set(name, sent.length)
    return sent.push({ name, type, required }) - 1
  }

  for (const input of manifest.inputs) if (input.from === 'request') column(input.name, input.type, true)
  const used = (config.views ?? []).filter((view) => manifest.inputs.some((input) => input.from === view.name))
  const views = used.map((view): ViewPlan => {
    const key = view.joinKeys.map(({ name, type }) => ({ column: column(name, type, true), type }))
    return { name: view.name, ttlMs: view.ttlMs, key }
  })
  const keys = new Set(views.flatMap(({ key }) => key.map((part) => part.column)))
  for (const { name, type } of config.logColumns ?? []) keys.add(column(name, type, false))

  const slot = ({ name, datatype, from }: ModelManifest['inputs'][number]): InputSlot => {
    if (from === 'request') return { name, datatype, from: index.get(name) ?? 0 }
    const view = views.findIndex((found) => found.name === from)
    if (view < 0) throw new AIFactoryError('AF8121', `the model's input ${name} comes from the view ${from}, which the server is not given`)
    return { name, datatype, from: { view, feature: name } }
  }
  return {
    sent,
    index,
    ignored: new Set(others.filter((name) => !index.has(name))),
    numbers: manifest.inputs.filter((input) => input.datatype !== 'string').map(slot),
    texts: manifest.inputs.filter((input) => input.datatype === 'string').map(slot),
    views,
    keys: [...keys],
  }
}
