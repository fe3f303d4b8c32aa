import { afterEach, beforeEach, expect, test } from 'vitest'
import { factoryOf, filledSources } from './fixtures/filled-store.js'
import { controlMetrics, scrapeTargets } from './metrics.js'

let sources: ReturnType<typeof filledSources>
beforeEach(() => {
  sources = filledSources()
})
afterEach(() => sources.remove())

const valueIn = (text: string, series: string): string | undefined =>
  text
    .split('\n')
    .find((line) => line.startsWith(`${series} `))
    ?.slice(series.length + 1)

test('tells the commit, versions, checks and events, with zeros for what has not happened', async () => {
  const text = await controlMetrics(sources)
  expect(valueIn(text, 'aifactory_model_version_info{model="late-arrival",alias="champion",version="2",digest="digest-2",run="2"}')).toBe(
    '1',
  )
  expect(valueIn(text, 'aifactory_monitor_rule_failures{monitor="delay-drift",endpoint="delay-api",rule="drift[0]"}')).toBe('1')
  expect(valueIn(text, 'aifactory_events_total{kind="drift"}')).toBe('1')
  expect(valueIn(text, 'aifactory_events_total{kind="promoted"}')).toBe('0')
  expect(valueIn(text, 'aifactory_jobs{kind="Train",state="failed"}')).toBe('0')
  expect(text).toMatch(/aifactory_revision_info\{revision="[0-9a-f]{40}",target="dev"\} 1/)
})

test('without a factory there is a clock and nothing else to say', async () => {
  const text = await controlMetrics({ ...sources, factory: () => undefined })
  expect(valueIn(text, 'aifactory_time_seconds')).toBe(String(Math.floor(sources.now() / 1000)))
  expect(text).not.toContain('aifactory_model_trained_timestamp_seconds{')
  expect(scrapeTargets({ ...sources, factory: () => undefined }, '127.0.0.1:7070')).toEqual([])
})

test('names whom to scrape', () => {
  const servers = () => ({ 'delay-api': 'http://127.0.0.1:8080' })
  expect(scrapeTargets({ ...sources, factory: () => factoryOf(), servers }, '127.0.0.1:7070')).toEqual([
    { targets: ['127.0.0.1:7070'], labels: { factory: 'flight-delays', component: 'control' } },
    {
      targets: ['127.0.0.1:8080'],
      labels: { factory: 'flight-delays', component: 'serve', endpoint: 'delay-api', model: 'late-arrival' },
    },
  ])
})
