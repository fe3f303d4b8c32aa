import type { Factory } from '../../graph/factory.js'
import { writeYaml } from '../kubernetes/write-yaml.js'
import { type Files, filesOf } from '../tool.js'
import { alertmanagerFile, clusterConfiguration, localConfiguration } from './configuration.js'
import { dashboard } from './dashboard.js'
import { rulesFile, rulesTest } from './rules.js'

export function renderPrometheus(factory: Factory): Files {
  return filesOf({
    'rules.yaml': writeYaml(rulesFile(factory)),
    'rules.test.yaml': writeYaml(rulesTest(factory)),
    'prometheus.local.yaml': writeYaml(localConfiguration(factory)),
    'prometheus.kubernetes.yaml': writeYaml(clusterConfiguration(factory)),
    ...(factory.notifications.length > 0 && { 'alertmanager.yaml': writeYaml(alertmanagerFile(factory)) }),
    'grafana/dashboard.json': `${JSON.stringify(dashboard(factory), null, 2)}\n`,
  })
}
