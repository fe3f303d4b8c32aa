import type { Store } from '../store/store.js'
import type { OperatorRequest } from './request.js'

/** Leaves a request for whoever works on the store. It is heard also where that is another process, or a later one. */
export function leaveRequest(store: Store, request: OperatorRequest): void {
  store.transaction(() => {
    const waiting = waitingRequests(store)
    if (!waiting.some(({ id }) => id === request.id)) store.putDocument('requests', 'inbox', [...waiting, request])
  })
}

export function waitingRequests(store: Store): readonly OperatorRequest[] {
  return store.document<OperatorRequest[]>('requests', 'inbox') ?? []
}

/** Carries out what was left, in order, each with its mark in one transaction: after a crash it is done or it is still there. */
export function takeRequests(store: Store, carryOut: (request: OperatorRequest) => void): boolean {
  if (waitingRequests(store).length === 0) return false
  for (let more = true; more; ) {
    more = store.transaction(() => {
      const [first, ...rest] = waitingRequests(store)
      if (!first) return false
      store.putDocument('requests', 'inbox', rest)
      carryOut(first)
      return rest.length > 0
    })
  }
  return true
}
