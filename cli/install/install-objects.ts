import { customResourceDefinitions } from '../../schema/crds/crds.js'
import { type InstalledObject, type InstallOptions, LABELS } from './install-options.js'
import { rights } from './rights.js'
import { serviceMonitor, workload } from './workload.js'

/** Everything that an installation consists of, in the order in which to apply it. */
export function installObjects(options: InstallOptions): InstalledObject[] {
  return [namespace(options.namespace), ...definitions(), ...withoutKinds(options)]
}

export const definitions = (): InstalledObject[] => customResourceDefinitions().map((crd) => ({ ...crd }))

/** What a chart holds apart from our kinds and the namespace, which Helm has ways of its own for. */
export function withoutKinds(options: InstallOptions): InstalledObject[] {
  return [...rights(options), ...workload(options), ...(options.serviceMonitor ? [serviceMonitor(options.namespace)] : [])]
}

/** The controller's pods meet the "restricted" Pod Security Standard, and no others run there. */
function namespace(name: string): InstalledObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { ...LABELS, 'pod-security.kubernetes.io/enforce': 'restricted' } },
  }
}
