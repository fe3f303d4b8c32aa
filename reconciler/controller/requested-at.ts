/** Annotation of a Factory that asks for everything to be looked at now; any new value does. */
export const REQUESTED_AT = 'reconcile.aifactory.dev/requestedAt'
