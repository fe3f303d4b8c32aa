import type { Factory } from '../../graph/factory.js'
import { goTemplateText } from '../text/promql.js'
import type { Alert } from './alert.js'
import { alertsOf } from './alerts.js'
import { ratioGroups, recordedTests } from './burn-rates.js'

/** rules.yaml: what is recorded, then what alerts. */
export function rulesFile(factory: Factory): object {
  return {
    groups: [
      ...ratioGroups(factory).map((group) => ({ name: `${factory.name}/recorded ${group.interval}`, ...group })),
      { name: `${factory.name}/alerts`, interval: '1m', rules: alertsOf(factory).map((alert) => ruleOf(factory, alert)) },
    ],
  }
}

function ruleOf(factory: Factory, alert: Alert): object {
  return {
    alert: alert.name,
    expr: alert.expr,
    for: alert.for,
    labels: labelsOf(factory, alert),
    annotations: annotationsOf(alert),
  }
}

function labelsOf(factory: Factory, { severity, event, labels }: Alert): Record<string, string> {
  const all = { ...ownLabels(factory), ...labels, severity, event }
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, goTemplateText(value)]))
}

/** Labels of the factory under the names that Prometheus allows, as kube-state-metrics makes them. */
function ownLabels({ labels }: Factory): Record<string, string> {
  const named: Record<string, string> = {}
  for (const [key, value] of Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = `label_${key.replaceAll(/[^A-Za-z0-9_]/g, '_')}`
    let free = name
    for (let conflict = 1; free in named; conflict++) free = `${name}_conflict${conflict}`
    named[free] = value
  }
  return named
}

const annotationsOf = ({ summary }: Alert): Record<string, string> => ({ summary: goTemplateText(summary) })

/** rules.test.yaml: for each alert, series that set it off and series that do not. */
export function rulesTest(factory: Factory): object {
  const alerts = alertsOf(factory)
  const tests = alerts.flatMap((alert) => {
    const alike = (other: Alert): boolean => other.name === alert.name && JSON.stringify(other.test) === JSON.stringify(alert.test)
    if (alerts.find(alike) !== alert) return []
    const fired = alerts.filter(alike).map((other) => ({
      exp_labels: { ...other.seriesLabels, ...evaluated(labelsOf(factory, other)) },
      exp_annotations: evaluated(annotationsOf(other)),
    }))
    return [testOf(`${alert.name} fires`, alert, alert.test.fires, fired), testOf(`${alert.name} is quiet`, alert, alert.test.quiet, [])]
  })
  return { rule_files: ['rules.yaml'], evaluation_interval: '1m', tests: [...tests, ...recordedTests(factory).map(recordedTest)] }
}

/** What a template's text has become. */
function evaluated(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.replaceAll('{{ "{{" }}', '{{')]))
}

function testOf(name: string, alert: Alert, series: Alert['test']['fires'], expected: readonly object[]): object {
  return {
    name,
    interval: '1m',
    input_series: series,
    alert_rule_test: [{ eval_time: alert.test.at, alertname: alert.name, exp_alerts: expected }],
  }
}

function recordedTest({ name, series, expr, labels }: ReturnType<typeof recordedTests>[number]): object {
  return {
    name,
    interval: '1m',
    input_series: series,
    promql_expr_test: [
      { expr: `round(${expr}, 0.001)`, eval_time: '20m', exp_samples: [{ labels: labels.slice(labels.indexOf('{')), value: 0.3 }] },
    ],
  }
}
