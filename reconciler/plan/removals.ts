import type { Removal } from '../../schema/generated/plan.js'
import type { Comparison } from './model-work.js'

/** What happens to what is no longer in the file, and what is kept of it. */
export function removals({ changes, known }: Comparison): Removal[] {
  return changes.flatMap(({ id, kind, from }): Removal[] => {
    const gone = kind === 'removed' ? id : kind === 'renamed' ? from : undefined
    if (gone === undefined) return []
    const [type = '', name = ''] = gone.split('/')
    const what = type === 'endpoint' ? endpointRemoval(known?.endpoints[name]?.stable) : KEPT[type]
    // A source or dataset is only a definition: under another name it is the same.
    return what === undefined || (kind === 'renamed' && DEFINITIONS.has(type)) ? [] : [{ subject: gone, what }]
  })
}

const DEFINITIONS = new Set(['source', 'dataset'])

const KEPT: Readonly<Record<string, string>> = {
  source: 'its files stay as they are',
  view: 'its online values go once no version uses them',
  dataset: 'what was built of it stays among the artifacts',
  model: 'no longer trained; its versions stay in the registry',
  monitor: 'no longer checked; its reports stay',
}

function endpointRemoval(stable: number | undefined): string {
  const version = stable === undefined ? '' : ` of version ${stable}`
  return `its server${version} finishes its requests and stops; its log stays`
}
