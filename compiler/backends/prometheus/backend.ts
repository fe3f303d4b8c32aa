import { isOneOf } from '../refusal.js'
import { tool } from '../tool.js'

/** Rules, routes and a dashboard on the metrics that servers and the control plane expose (docs/backends/prometheus.md). */
export const PROMETHEUS = tool({
  name: 'prometheus',
  title: 'Prometheus, Alertmanager and Grafana',
  concern: 'monitoring',
  about:
    'Recording rules, alert rules with their unit tests, what to scrape, who hears of an alert, and a dashboard. They stand on the [metrics](operations.md#metrics) of the servers and of the control plane.',
  files: {
    'rules.yaml': 'recording and alert rules',
    'rules.test.yaml': 'their unit tests, for `promtool test rules`',
    'prometheus.local.yaml': 'a whole configuration for one machine; targets come from the control plane',
    'prometheus.kubernetes.yaml': 'the same for a cluster; targets are found by their labels',
    'alertmanager.yaml': 'routes and receivers, where there are notifications',
    'grafana/dashboard.json': 'the dashboard',
  },
  needs: [
    { kind: 'program', name: 'promtool', least: '2.40', install: 'the package prometheus' },
    { kind: 'program', name: 'amtool', least: '0.25', install: 'the package prometheus-alertmanager', only: 'notifications' },
  ],
  fields: [
    'metadata.name',
    'metadata.labels.**',
    'spec.models.*.retrain.schedule',
    'spec.endpoints.*.model',
    'spec.endpoints.*.objectives.**',
    'spec.monitors.*.endpoint',
    'spec.monitors.*.schedule',
    ...['drift[]', 'performance[]'].flatMap((rules) => [`spec.monitors.*.${rules}.for`, `spec.monitors.*.${rules}.actions.**`]),
    'spec.monitors.*.quality[].actions.**',
    'spec.platform.namespace',
    'spec.notifications.**',
  ],
  refusals: [
    {
      code: 'AF6201',
      field: 'spec.notifications[].to',
      when: isOneOf('github', 'email'),
      message: (to) => `Alertmanager is told of no ${to === 'email' ? 'mail server' : 'repository'}, so it cannot write to ${to}`,
      suggestion: 'Use slack or webhook.',
    },
    {
      code: 'AF6201',
      field: 'spec.notifications[].channel',
      when: (_channel, { holder }) => (holder as { to?: unknown }).to === 'webhook',
      message: 'a webhook has no channel',
      suggestion: 'Leave channel out.',
    },
    {
      code: 'AF6202',
      severity: 'warning',
      field: 'spec.notifications[]',
      when: (notification) => (notification as { secretRef?: unknown }).secretRef === undefined,
      message: 'Alertmanager takes the address to write to from a secret, and there is none: nobody is told',
      suggestion: 'Add secretRef: { name, key }.',
    },
  ],
  notApplicable: {},
})
