type Item = Readonly<Record<string, unknown>>

/** What an item of a list is known by, so that it is found again after it was moved or changed. */
interface Identity {
  /** Which of its kind it is, such as roc_auc versus champion. */
  readonly exact: string
  /** What kind of item it is, such as roc_auc. */
  readonly kind: string
}

const IDENTITIES: Readonly<Record<string, (item: Item) => readonly unknown[]>> = {
  metrics: ({ metric, versus, slice }) => [metric, versus && `versus ${versus}`, slice && pairs(slice as Item)],
  fairness: ({ column, metric }) => [`${column} ${metric}`],
  expectations: ({ expect, column, columns, expression }) => [expect, ...listed(columns ?? column ?? expression)],
  quality: ({ expect, column, columns, expression }) => [expect, ...listed(columns ?? column ?? expression)],
  drift: ({ method, columns }) => [method, ...listed(columns)],
  performance: ({ metric, dropVersus }) => [metric, dropVersus && `versus ${dropVersus}`],
  notifications: ({ to, url, channel }) => [to, channel ?? url],
}

/** The identities of a list's items. Of a list that we know nothing about, an item is known by its place. */
export function identitiesOf(field: string, items: readonly unknown[]): Identity[] {
  return items.map((item, index) => {
    const parts = (IDENTITIES[field]?.(item as Item) ?? nameOf(item, index))
      .filter((part) => part !== undefined && part !== false)
      .map(String)
    return { exact: parts.join(' '), kind: parts[0] ?? String(index) }
  })
}

/** Names for items within their list: as short as tells them apart in both lists. */
export function labelsOf(identities: readonly Identity[], others: readonly Identity[]): string[] {
  const count = (list: readonly Identity[], by: keyof Identity, value: string) => list.filter((item) => item[by] === value).length
  return identities.map(({ exact, kind }, index) => {
    if (count(identities, 'kind', kind) <= 1 && count(others, 'kind', kind) <= 1) return kind
    const before = count(identities.slice(0, index), 'exact', exact)
    return before === 0 ? exact : `${exact} #${before + 1}`
  })
}

/** Objects of a cluster name the items of most lists. */
function nameOf(item: unknown, index: number): readonly unknown[] {
  const name = typeof item === 'object' && item !== null && 'name' in item ? item.name : undefined
  return [typeof name === 'string' ? name : index]
}

function pairs(slice: Item): string {
  return Object.entries(slice)
    .map(([column, value]) => `${column}=${value}`)
    .join(',')
}

function listed(columns: unknown): string[] {
  if (columns === undefined) return []
  return [Array.isArray(columns) ? columns.join(',') : String(columns)]
}
