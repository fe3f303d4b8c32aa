import { labelValue } from '../../../compiler/backends/kubernetes/names.js'
import type { Factory } from '../../../compiler/graph/factory.js'

/**
 * Labels of what the control plane makes while a factory lives: jobs, their files, records and state. They are not those of
 * rendered objects, so that what compares and prunes those leaves these alone.
 */
export function controlLabels(factory: Factory, component: string, instance: string): Record<string, string> {
  return {
    ...factory.labels,
    ...factory.platform.tags,
    'app.kubernetes.io/managed-by': 'aifactory-control',
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/instance': labelValue(instance),
    'aifactory.dev/factory': labelValue(factory.name),
  }
}
