import type { Store } from '../store/store.js'
import { type Suspension, WHOLE } from './request.js'

/** Who has suspended an object such as model/late, or all of the factory; undefined while it is worked on. */
export function suspensionOf(store: Pick<Store, 'document'>, object: string): Suspension | undefined {
  return store.document<Suspension | null>('suspended', object) ?? store.document<Suspension | null>('suspended', WHOLE) ?? undefined
}
