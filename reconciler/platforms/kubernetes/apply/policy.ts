import type { LiveMeta } from '../live-object.js'

/**
 * What an object's own annotations ask for. On the live object they are a person's word, and count whoever wrote them;
 * in what is rendered they come from git.
 */
export const POLICY = {
  /** disabled: the object is left as it is, and not deleted either. */
  reconcile: 'aifactory.dev/reconcile',
  /** disabled: it stays when it is no longer in git. */
  prune: 'aifactory.dev/prune',
  /** ifNotPresent: it is made once, and then left to others. */
  apply: 'aifactory.dev/apply',
  /** allowed: it may be deleted and made anew where a change is refused; what runs or holds data never is. */
  replace: 'aifactory.dev/replace',
  /** refuse: where another writes the same fields, nothing is written and the conflict is told. */
  conflicts: 'aifactory.dev/conflicts',
} as const

/** Of metadata in the file: what may be deleted though it serves, holds data, or is much. */
export const CONFIRM_PRUNE = 'aifactory.dev/confirm-prune'

interface Annotated {
  readonly metadata: Pick<LiveMeta, 'annotations'>
}

/** Whether an object, live or rendered, bears a policy. */
export function hasPolicy(policy: keyof typeof POLICY, value: string, ...objects: readonly (Annotated | undefined)[]): boolean {
  return objects.some((object) => object?.metadata.annotations?.[POLICY[policy]] === value)
}
