import { canonicalJson } from '../../../schema/digest.js'
import type { Factory } from '../../graph/factory.js'
import { autoscaler } from './autoscaler.js'
import { deployment } from './deployment.js'
import { disruptionBudget } from './disruption-budget.js'
import { namespace } from './namespace.js'
import { networkPolicies } from './network-policy.js'
import type { KubernetesObject } from './object.js'
import { compareObjects } from './order.js'
import { controlRole } from './role.js'
import { service } from './service.js'
import { serviceAccounts } from './service-account.js'
import { servingConfig } from './serving-config.js'
import { stageJobs, trainingSchedules } from './training.js'
import { volumeClaim } from './volume-claim.js'
import { materializations, monitors } from './watching.js'

/**
 * The Kubernetes objects of a factory, ordered by kind, then name; equal factories give equal objects.
 * Ask `notHonoured` first: what it reports as an error is not rendered faithfully.
 */
export function renderKubernetes(factory: Factory): KubernetesObject[] {
  const endpoints = Object.values(factory.endpoints)
  const objects = [
    namespace(factory),
    ...networkPolicies(factory),
    ...serviceAccounts(factory),
    ...controlRole(factory),
    volumeClaim(factory),
    ...stageJobs(factory),
    ...trainingSchedules(factory),
    ...materializations(factory),
    ...monitors(factory),
    ...endpoints.flatMap((endpoint) => [
      servingConfig(factory, endpoint),
      deployment(factory, endpoint),
      service(factory, endpoint),
      ...autoscaler(factory, endpoint),
      disruptionBudget(factory, endpoint),
    ]),
  ]
  return distinct(objects).sort(compareObjects)
}

/** Stages that models share are rendered once. Two different objects of one name would be a bug. */
function distinct(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const byId = new Map<string, KubernetesObject>()
  for (const object of objects) {
    const id = `${object.kind}/${object.metadata.name}`
    const other = byId.get(id)
    if (other !== undefined && canonicalJson(other) !== canonicalJson(object)) throw new Error(`two different objects are called ${id}`)
    byId.set(id, object)
  }
  return [...byId.values()]
}
