import type { Factory, LinkedMonitor, MonitorAction } from '../../graph/factory.js'
import { cronRhythm } from '../../rules/cron-rhythm.js'
import { selector } from '../text/promql.js'
import { type Alert, factoryLabel, prometheusDuration } from './alert.js'
import { burnAlerts } from './burn-rates.js'
import { EVENT_KINDS } from './events.js'

const HOUR = 3_600_000
const CONTROL = { component: 'control' }

/** Every alert of a factory, in the order of the file. */
export function alertsOf(factory: Factory): Alert[] {
  return [
    ...processAlerts(factory),
    ...burnAlerts(factory),
    ...Object.values(factory.models).flatMap((model) => trainingAlerts(factory, model)),
    ...jobAlerts(factory),
    ...Object.values(factory.monitors).flatMap((monitor) => monitorAlerts(factory, monitor)),
    ...eventAlerts(factory),
  ]
}

/** A gauge that is one value where it fires and another where it does not. */
function gaugeTest(series: string, [bad, good]: readonly [number, number], at = '30m'): Alert['test'] {
  const values = (value: number): string => `${value}+0x60`
  return { at, fires: [{ series, values: values(bad) }], quiet: [{ series, values: values(good) }] }
}

function processAlerts(factory: Factory): Alert[] {
  const control = selector('up', { ...factoryLabel(factory), ...CONTROL })
  const down: Alert = {
    name: 'AIFactoryControlDown',
    expr: `${control} == 0`,
    for: '10m',
    severity: 'page',
    event: 'reconcile_failed',
    labels: factoryLabel(factory),
    seriesLabels: CONTROL,
    summary: `nobody looks after ${factory.name}: its control plane does not answer`,
    test: gaugeTest(control, [0, 1]),
  }
  const endpoints = Object.values(factory.endpoints).flatMap(({ name, model }): Alert[] => {
    const labels = { ...factoryLabel(factory), endpoint: name }
    const ready = selector('aifactory_model_ready', { ...labels, version: '1' })
    const missing = selector('aifactory_log_dropped_total', labels)
    return [
      {
        name: 'AIFactoryEndpointDown',
        expr: `sum by (factory, endpoint) (${selector('up', labels)}) == 0`,
        for: '2m',
        severity: 'page',
        event: 'endpoint',
        labels: { ...labels, model },
        summary: `no server of ${name} answers`,
        test: gaugeTest(selector('up', labels), [0, 1]),
      },
      {
        name: 'AIFactoryModelNotReady',
        expr: `max by (factory, endpoint) (${selector('aifactory_model_ready', labels)}) == 0`,
        for: '5m',
        severity: 'page',
        event: 'endpoint',
        labels: { ...labels, model },
        summary: `no version of ${model} is ready at ${name}`,
        test: gaugeTest(ready, [0, 1]),
      },
      {
        name: 'AIFactoryInferenceLogDropped',
        expr: `sum by (factory, endpoint) (increase(${missing}[15m])) > 0`,
        for: '5m',
        severity: 'ticket',
        event: 'data_quality',
        labels: { ...labels, model },
        summary: `${name} loses records of requests, so that its monitors see less than there is`,
        test: { at: '30m', fires: [{ series: missing, values: '0+10x60' }], quiet: [{ series: missing, values: '5+0x60' }] },
      },
    ]
  })
  return [down, ...endpoints]
}

function trainingAlerts(factory: Factory, { name, retrain }: Factory['models'][string]): Alert[] {
  const labels = { ...factoryLabel(factory), model: name }
  const failed = selector('aifactory_model_training_failed', labels)
  const alerts: Alert[] = [
    {
      name: 'AIFactoryTrainingFailed',
      expr: `${failed} == 1`,
      for: '1m',
      severity: 'ticket',
      event: 'training_failed',
      labels,
      summary: `the last training of ${name} has failed`,
      test: gaugeTest(failed, [1, 0]),
    },
  ]
  const rhythm = retrain.schedule === undefined ? undefined : cronRhythm(retrain.schedule)
  if (rhythm === undefined) return alerts
  const trained = selector('aifactory_model_trained_timestamp_seconds', labels)
  const limit = Math.round((2 * rhythm.longest) / 1000)
  // By the clock of the data, so that a replay of the past is not stale.
  const now = selector('aifactory_time_seconds', factoryLabel(factory))
  const clock = (value: number) => ({ series: now, values: `${value}+60x60` })
  return [
    ...alerts,
    {
      name: 'AIFactoryTrainingStale',
      expr: `${now} - on (factory) group_right () ${trained} > ${limit}`,
      for: '15m',
      severity: 'ticket',
      event: 'training_failed',
      labels,
      summary: `${name} was not trained for two periods of its schedule`,
      test: {
        at: '30m',
        fires: [clock(limit + 1000), { series: trained, values: '900+0x60' }],
        quiet: [clock(limit + 1000), { series: trained, values: `${limit}+0x60` }],
      },
    },
  ]
}

function jobAlerts(factory: Factory): Alert[] {
  const labels = { kind: 'Train', state: 'failed' }
  const failed = selector('aifactory_jobs', { ...factoryLabel(factory), state: 'failed' })
  const series = selector('aifactory_jobs', { ...factoryLabel(factory), ...labels })
  return [
    {
      name: 'AIFactoryJobsFailed',
      expr: `sum by (factory, kind) (delta(${failed}[30m])) > 0`,
      for: '0s',
      severity: 'ticket',
      event: 'reconcile_failed',
      labels: factoryLabel(factory),
      seriesLabels: { kind: 'Train' },
      summary: 'jobs have failed within half an hour',
      test: { at: '30m', fires: [{ series, values: '0x19 2x60' }], quiet: [{ series, values: '2x80' }] },
    },
  ]
}

function monitorAlerts(factory: Factory, monitor: LinkedMonitor): Alert[] {
  const labels = { ...factoryLabel(factory), monitor: monitor.name, endpoint: monitor.endpoint }
  const rules = [
    ...monitor.drift.map((rule) => ({ ...rule, kind: 'drift' as const })),
    ...monitor.performance.map((rule) => ({ ...rule, kind: 'decay' as const })),
    ...monitor.quality.map(({ actions = ['alert'] }, index) => ({
      id: `quality[${index}]`,
      for: 1,
      actions,
      kind: 'data_quality' as const,
    })),
  ]
  const rhythm = cronRhythm(monitor.schedule)
  return [
    ...rules.filter(({ actions }) => actions.includes('alert')).map((rule) => ruleAlert(labels, rule)),
    ...(rhythm === undefined ? [] : [staleMonitor(labels, monitor, rhythm.longest)]),
  ]
}

const NAMES = { drift: 'AIFactoryDrift', decay: 'AIFactoryDecay', data_quality: 'AIFactoryDataQuality' } as const
const FINDS = { drift: 'finds drift', decay: 'finds a worse model', data_quality: 'finds data of poor quality' } as const

function ruleAlert(
  labels: Readonly<Record<string, string>>,
  rule: { readonly id: string; readonly for: number; readonly actions: readonly MonitorAction[]; readonly kind: keyof typeof NAMES },
): Alert {
  const series = selector('aifactory_monitor_rule_failures', { ...labels, rule: rule.id })
  const others = rule.actions.filter((action) => action !== 'alert')
  return {
    name: NAMES[rule.kind],
    expr: `${series} >= ${rule.for}`,
    for: '0s',
    severity: rule.actions.includes('rollback') || rule.actions.includes('disable') ? 'page' : 'ticket',
    event: rule.kind,
    labels: { ...labels, rule: rule.id },
    summary: `${labels.monitor} ${FINDS[rule.kind]} at ${labels.endpoint}${others.length > 0 ? `, and it may ${others.join(' and ')}` : ''}`,
    test: gaugeTest(series, [rule.for, rule.for - 1]),
  }
}

function staleMonitor(labels: Readonly<Record<string, string>>, { name }: LinkedMonitor, longest: number): Alert {
  const checked = selector('aifactory_monitor_checked_timestamp_seconds', labels)
  const now = selector('aifactory_time_seconds', { factory: labels.factory ?? '' })
  const limit = Math.round((2 * longest + HOUR) / 1000)
  const clock = { series: now, values: `${limit + 1000}+60x60` }
  return {
    name: 'AIFactoryMonitorStale',
    expr: `${now} - on (factory) group_right () ${checked} > ${limit}`,
    for: '15m',
    severity: 'ticket',
    event: 'data_quality',
    labels,
    summary: `${name} has not looked for ${prometheusDuration(2 * longest + HOUR)}`,
    test: {
      at: '30m',
      fires: [clock, { series: checked, values: '900+0x60' }],
      quiet: [clock, { series: checked, values: `${limit}+0x60` }],
    },
  }
}

/** Events that no state stands for, such as a promotion: somebody hears of each once. */
function eventAlerts(factory: Factory): Alert[] {
  const asked = new Set(factory.notifications.flatMap(({ on }) => on))
  const states = new Set<string>(['drift', 'decay', 'data_quality', 'training_failed'])
  return EVENT_KINDS.filter((kind) => asked.has(kind) && !states.has(kind)).map((kind) => {
    const series = selector('aifactory_events_total', { ...factoryLabel(factory), kind })
    return {
      name: 'AIFactoryEvent',
      expr: `increase(${series}[15m]) > 0`,
      for: '0s',
      severity: 'info',
      event: kind,
      labels: { ...factoryLabel(factory), kind },
      summary: `${factory.name}: ${kind.replaceAll('_', ' ')}`,
      test: { at: '30m', fires: [{ series, values: '0x24 1x60' }], quiet: [{ series, values: '3x80' }] },
    }
  })
}
