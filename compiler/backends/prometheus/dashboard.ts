import type { Factory, LinkedEndpoint, LinkedMonitor } from '../../graph/factory.js'
import { nameOf } from '../kubernetes/names.js'
import { selector } from '../text/promql.js'

const WIDTH = 24
/** Grafana's longest identifier of a dashboard. */
const UID_LENGTH = 40
const SOURCE = { type: 'prometheus', uid: '$datasource' }

interface Query {
  readonly expr: string
  readonly legend: string
  readonly table?: true
}

interface Panel {
  readonly title: string
  readonly type: 'timeseries' | 'stat' | 'table'
  readonly unit: string
  readonly queries: readonly Query[]
  /** Columns of 24. */
  readonly width: number
}

/** The dashboard of a factory: what is in force, then each endpoint, model and monitor. */
export function dashboard(factory: Factory): object {
  const rows = [
    { title: '', panels: overview(factory) },
    ...Object.values(factory.endpoints).map((endpoint) => ({
      title: `Endpoint ${endpoint.name}`,
      panels: endpointPanels(factory, endpoint),
    })),
    ...Object.values(factory.models).map(({ name }) => ({ title: `Model ${name}`, panels: modelPanels(factory, name) })),
    ...Object.values(factory.monitors).map((monitor) => ({ title: `Monitor ${monitor.name}`, panels: monitorPanels(factory, monitor) })),
  ]
  return {
    uid: nameOf(['aifactory', factory.name], { maxLength: UID_LENGTH }),
    title: `aifactory ${plain(factory.name)}`,
    tags: ['aifactory', factory.name],
    schemaVersion: 39,
    editable: false,
    refresh: '1m',
    time: { from: 'now-24h', to: 'now' },
    templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' }] },
    panels: placed(rows),
  }
}

/** $ begins a variable of Grafana, and such a text is not meant as one. */
const plain = (text: string): string => text.replaceAll('$', '＄')

function overview(factory: Factory): Panel[] {
  const of = (name: string, more: Readonly<Record<string, string>> = {}): string => selector(name, { factory: factory.name, ...more })
  return [
    { title: 'Commit', type: 'stat', unit: 'none', width: 8, queries: [{ expr: of('aifactory_revision_info'), legend: '{{revision}}' }] },
    {
      title: 'Versions that serve',
      type: 'table',
      unit: 'none',
      width: 16,
      queries: [{ expr: of('aifactory_model_version_info'), legend: '', table: true }],
    },
    {
      title: 'Failed jobs',
      type: 'timeseries',
      unit: 'none',
      width: 12,
      queries: [{ expr: `sum by (kind) (${of('aifactory_jobs', { state: 'failed' })})`, legend: '{{kind}}' }],
    },
    {
      title: 'Events',
      type: 'timeseries',
      unit: 'none',
      width: 12,
      queries: [{ expr: `increase(${of('aifactory_events_total')}[1h])`, legend: '{{kind}}' }],
    },
  ]
}

function endpointPanels(factory: Factory, { name, objectives }: LinkedEndpoint): Panel[] {
  const of = (metric: string): string => selector(metric, { factory: factory.name, endpoint: name })
  const quantile = (q: number): Query => ({
    expr: `histogram_quantile(${q}, sum by (le, version) (rate(${of('aifactory_request_duration_seconds_bucket')}[5m])))`,
    legend: `p${q * 100} of version {{version}}`,
  })
  const panels: Panel[] = [
    {
      title: 'Requests',
      type: 'timeseries',
      unit: 'reqps',
      width: 8,
      queries: [
        { expr: `sum by (version, role, code) (rate(${of('aifactory_requests_total')}[5m]))`, legend: '{{role}} {{version}} {{code}}' },
      ],
    },
    { title: 'Latency', type: 'timeseries', unit: 's', width: 8, queries: [quantile(0.5), quantile(0.99)] },
    {
      title: 'Online features that were missing',
      type: 'timeseries',
      unit: 'percentunit',
      width: 8,
      queries: [
        {
          expr: `rate(${of('aifactory_online_feature_missing_total')}[5m]) / rate(${of('aifactory_online_feature_lookups_total')}[5m])`,
          legend: '{{view}}',
        },
      ],
    },
  ]
  const burn = (title: string, record: string): Panel => ({
    title,
    type: 'timeseries',
    unit: 'percentunit',
    width: 12,
    queries: ['5m', '1h', '1d'].map((range) => ({ expr: of(`${record}:ratio_rate${range}`), legend: range })),
  })
  if (objectives?.availability !== undefined)
    panels.push(burn(`Errors, of which ${share(objectives.availability)} may be`, 'aifactory:errors'))
  if (objectives?.latency !== undefined)
    panels.push(
      burn(`Answers after ${objectives.latency.underMs} ms, of which ${share(objectives.latency.share)} may be`, 'aifactory:late'),
    )
  return panels
}

const share = (objective: number): string => `${Number(((1 - objective) * 100).toPrecision(4))}%`

function modelPanels(factory: Factory, model: string): Panel[] {
  const of = (metric: string): string => selector(metric, { factory: factory.name, model })
  return [
    {
      title: 'Metrics on test rows',
      type: 'timeseries',
      unit: 'none',
      width: 12,
      queries: [{ expr: of('aifactory_model_metric'), legend: '{{metric}}' }],
    },
    {
      title: 'Time since it was trained',
      type: 'timeseries',
      unit: 's',
      width: 12,
      queries: [
        {
          expr: `${selector('aifactory_time_seconds', { factory: factory.name })} - on (factory) group_right () ${of('aifactory_model_trained_timestamp_seconds')}`,
          legend: '{{model}}',
        },
      ],
    },
  ]
}

function monitorPanels(factory: Factory, { name }: LinkedMonitor): Panel[] {
  const of = (metric: string): string => selector(metric, { factory: factory.name, monitor: name })
  return [
    {
      title: 'Drift, as a part of its threshold',
      type: 'timeseries',
      unit: 'percentunit',
      width: 16,
      queries: [{ expr: `${of('aifactory_monitor_drift')} / ${of('aifactory_monitor_drift_threshold')}`, legend: '{{rule}} {{column}}' }],
    },
    {
      title: 'Checks in a row that failed',
      type: 'timeseries',
      unit: 'none',
      width: 8,
      queries: [{ expr: of('aifactory_monitor_rule_failures'), legend: '{{rule}}' }],
    },
    {
      title: 'Metrics on outcomes',
      type: 'timeseries',
      unit: 'none',
      width: 16,
      queries: [{ expr: of('aifactory_monitor_performance'), legend: '{{rule}} {{metric}}' }],
    },
    {
      title: 'Rows looked at',
      type: 'timeseries',
      unit: 'none',
      width: 8,
      queries: [{ expr: of('aifactory_monitor_rows'), legend: 'rows' }],
    },
  ]
}

/** Panels from left to right, each row under a heading. */
function placed(rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[]): object[] {
  const made: object[] = []
  let y = 0
  for (const { title, panels } of rows) {
    if (title !== '') {
      made.push({
        id: made.length + 1,
        type: 'row',
        title: plain(title),
        collapsed: false,
        panels: [],
        gridPos: { x: 0, y, w: WIDTH, h: 1 },
      })
      y++
    }
    let x = 0
    for (const panel of panels) {
      if (x + panel.width > WIDTH) {
        x = 0
        y += HEIGHT
      }
      made.push(panelOf(panel, made.length + 1, { x, y, w: panel.width, h: HEIGHT }))
      x += panel.width
    }
    y += HEIGHT
  }
  return made
}

const HEIGHT = 8

function panelOf({ title, type, unit, queries }: Panel, id: number, gridPos: object): object {
  return {
    id,
    type,
    title: plain(title),
    datasource: SOURCE,
    gridPos,
    fieldConfig: { defaults: { unit }, overrides: [] },
    options: type === 'stat' ? { textMode: 'name', colorMode: 'none', graphMode: 'none', reduceOptions: { calcs: ['lastNotNull'] } } : {},
    targets: queries.map(({ expr, legend, table }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: SOURCE,
      expr,
      legendFormat: legend,
      ...(table ? { format: 'table', instant: true } : { range: true }),
    })),
  }
}
