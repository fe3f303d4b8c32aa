import { digestOf } from '../../schema/digest.js'
import type { FeatureViewDefinition } from '../../schema/generated/jobs.js'
import { viewIdentity } from './identity.js'

/**
 * A view under a name that tells its definition, name@digest. Online values are kept by that name, so that a version goes
 * on to be served with the features that it was trained on while the definition changes under it.
 */
export function stampView(view: FeatureViewDefinition): FeatureViewDefinition {
  const known = stamped.get(view)
  if (known !== undefined) return known
  const identity = { ...viewIdentity(view), name: undefined }
  const stamp = { ...view, name: `${view.name}@${digestOf(identity).slice(0, 8)}` }
  stamped.set(view, stamp)
  return stamp
}

/** The same view is asked for by training, serving and each schedule. Definitions never change once they are linked. */
const stamped = new WeakMap<FeatureViewDefinition, FeatureViewDefinition>()
