import type { InventoryEntry } from '../../../schema/crds/factory.js'
import { idOf, type ObjectId, type ObjectRef } from './object-id.js'

/** The objects that a Factory keeps, as sets of ids with the version of the API that each was written in. */
export type Inventory = ReadonlyMap<ObjectId, InventoryEntry>

export const inventoryOf = (entries: readonly InventoryEntry[]): Inventory => new Map(entries.map((entry) => [entry.id, entry]))

/** In the order of ids, so that equal inventories are stored alike. */
export const entriesOf = (inventory: Inventory): InventoryEntry[] =>
  [...inventory.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))

/** @param digest of the object as it was live after it was applied. */
export function entryOf(object: ObjectRef, digest?: string): InventoryEntry {
  const version = object.apiVersion.split('/').at(-1) ?? object.apiVersion
  return { id: idOf(object), v: version, ...(digest !== undefined && { d: digest }) }
}

/** What is in the first and not in the second. */
export const without = (inventory: Inventory, other: Inventory | ReadonlySet<ObjectId>): Inventory =>
  new Map([...inventory].filter(([id]) => !other.has(id)))

/** Both together; where both have an object, the second one's entry. */
export const union = (one: Inventory, other: Inventory): Inventory => new Map([...one, ...other])
