import type { Notification } from '../../../schema/generated/aifactory.js'
import type { Factory } from '../../graph/factory.js'

/** Where the control plane of one machine answers by default (docs/operations.md). */
const CONTROL = 'http://127.0.0.1:7070'

/** A whole configuration for one machine: the control plane knows itself and the servers that it has started. */
export function localConfiguration(factory: Factory): object {
  return {
    ...shared(factory),
    scrape_configs: [{ job_name: 'aifactory', http_sd_configs: [{ url: `${CONTROL}/api/targets`, refresh_interval: '15s' }] }],
  }
}

/** A whole configuration for a cluster: pods are found by the labels of the objects that `aifactory render` prints. */
export function clusterConfiguration(factory: Factory): object {
  const label = (name: string): string => `__meta_kubernetes_pod_label_app_kubernetes_io_${name}`
  const keep = (name: string, regex: string) => ({ source_labels: [label(name)], regex: exactly(regex), action: 'keep' })
  const copy = (from: string, to: string) => ({ source_labels: [from], target_label: to })
  const pods = (component: string, relabel: readonly object[]) => ({
    job_name: `aifactory-${component}`,
    kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: [factory.platform.namespace] } }],
    relabel_configs: [
      keep('part_of', factory.name),
      keep('component', component),
      copy(label('part_of'), 'factory'),
      copy(label('component'), 'component'),
      copy('__meta_kubernetes_pod_name', 'pod'),
      ...relabel,
    ],
  })
  return { ...shared(factory), scrape_configs: [pods('control', []), pods('serve', [copy(label('instance'), 'endpoint')])] }
}

function shared(_factory: Factory): object {
  return {
    global: { scrape_interval: '15s', evaluation_interval: '15s' },
    rule_files: ['rules.yaml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: ['127.0.0.1:9093'] }] }] },
  }
}

/** A regular expression of RE2 for one text, in a group, since Prometheus does not read null as one. Relabelling anchors it. */
function exactly(text: string): string {
  return `(${text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')})`
}

/** alertmanager.yaml: each notification hears of the events that it names; nobody hears of the rest. */
export function alertmanagerFile(factory: Factory): object {
  const heard = factory.notifications.flatMap((notification, index) =>
    notification.secretRef === undefined ? [] : [{ notification, name: `${factory.name}-${index}-${notification.to}` }],
  )
  return {
    route: {
      receiver: 'nobody',
      group_by: ['factory', 'alertname', 'endpoint', 'model'],
      routes: heard.map(({ notification, name }) => ({
        receiver: name,
        continue: true,
        matchers: [`factory = ${JSON.stringify(factory.name)}`, `event =~ ${JSON.stringify(notification.on.join('|'))}`],
      })),
    },
    receivers: [{ name: 'nobody' }, ...heard.map(({ notification, name }) => ({ name, ...receiver(notification) }))],
  }
}

function receiver({ to, secretRef, channel }: Notification): object {
  const file = `/etc/alertmanager/secrets/${secretRef?.name}/${secretRef?.key}`
  if (to === 'webhook') return { webhook_configs: [{ url_file: file, send_resolved: true }] }
  return {
    slack_configs: [
      {
        api_url_file: file,
        ...(channel !== undefined && { channel: channel.replaceAll('{{', '{{ "{{" }}') }),
        send_resolved: true,
        title: '{{ .CommonLabels.alertname }} {{ .CommonLabels.factory }}',
        text: '{{ range .Alerts }}{{ .Annotations.summary }}\n{{ end }}',
      },
    ],
  }
}
