/** Annotation of a Factory that asks for everything to be looked at now; any new value does. */
export const REQUESTED_AT = 'reconcile.aifactory.dev/requestedAt'
/** Annotation by which a webhook says that something was pushed: the repository is looked at now. */
export const PUSHED_AT = 'reconcile.aifactory.dev/pushedAt'
