import type { Factory, LinkedEndpoint } from '../../compiler/graph/factory.js'
import type { Span } from '../../reconciler/backtest/policy-report.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { eventRange } from '../session/event-range.js'
import { defaultStart } from '../session/replay.js'
import type { Workshop } from './workshop.js'

/** The endpoints that past data can answer, and why the others are left out. @throws AIFactoryError AF8080, AF8081 */
export function replayable(factory: Factory): { endpoints: LinkedEndpoint[]; notes: string[] } {
  const all = Object.values(factory.endpoints)
  const timed = all.filter((endpoint) => sourceOf(factory, endpoint)?.definition.timestampField !== undefined)
  if (timed.length === 0) {
    throw new AIFactoryError('AF8080', 'there is nothing to backtest: no endpoint has rows with event times', {
      hint: 'A backtest needs an endpoint whose dataset comes from a source with a timestampField.',
    })
  }
  const endpoints = timed.filter(({ groundTruth }) => groundTruth !== undefined)
  if (endpoints.length === 0) {
    throw new AIFactoryError('AF8081', `no outcomes are known of ${timed.map(({ name }) => name).join(', ')}, so no policy can be judged`, {
      hint: 'Say with groundTruth where its outcomes are found.',
    })
  }
  const notes = [
    ...all.filter((endpoint) => !timed.includes(endpoint)).map(({ name }) => `Endpoint ${name} is left out: its rows have no event times.`),
    ...timed.filter((endpoint) => !endpoints.includes(endpoint)).map(({ name }) => `Endpoint ${name} is left out: it has no groundTruth.`),
  ]
  return { endpoints, notes }
}

/**
 * The span to replay, within the events of the first endpoint's source: after their first quarter where nothing is said.
 * @throws AIFactoryError AF8084 an empty span, AF8082 one without data, those of the job that reads the source.
 */
export async function replayedSpan(
  factory: Factory,
  endpoint: LinkedEndpoint,
  workshop: Workshop,
  wanted: { baseDir: string; from?: number; to?: number },
): Promise<Span> {
  const source = sourceOf(factory, endpoint)
  if (!source) throw new Error(`the endpoint ${endpoint.name} has no source`)
  const { definition } = source
  const events = await eventRange(definition, { platform: workshop, baseDir: wanted.baseDir })
  if (!events) throw noData(`the source ${definition.name} has no events`)
  const { firstEvent, lastEvent } = events
  const data = { from: Date.parse(firstEvent), to: Date.parse(lastEvent) + 1 }
  const span = { from: wanted.from ?? defaultStart(data), to: wanted.to ?? data.to }
  if (span.from >= span.to) {
    throw new AIFactoryError('AF8084', 'the backtest ends before it starts', {
      hint: 'Check --from and --to against the times of the data.',
    })
  }
  if (span.from <= data.from || span.from >= data.to) {
    const [first, last, from] = [firstEvent, lastEvent, new Date(span.from).toISOString()].map((time) => time.slice(0, 10))
    throw noData(`the events of ${definition.name} are from ${first} to ${last}, so a backtest cannot start at ${from}`)
  }
  return span
}

function noData(message: string): AIFactoryError {
  return new AIFactoryError('AF8082', message, {
    hint: 'Choose --from after the first events: a first version is trained on what came before.',
  })
}

function sourceOf(factory: Factory, { model }: LinkedEndpoint) {
  const dataset = factory.datasets[factory.models[model]?.dataset ?? '']
  return dataset && factory.sources[dataset.source.name]
}
