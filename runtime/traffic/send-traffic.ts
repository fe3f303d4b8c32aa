import { AIFactoryError } from '../../schema/diagnostic.js'
import type { JobResult, SendTrafficJob, TrafficReport } from '../../schema/generated/jobs.js'
import type { JobContext } from '../job-context.js'
import { InferenceClient } from './inference-client.js'
import { countRows, inferenceRequests } from './inference-requests.js'
import { trafficTable } from './traffic-table.js'
import { TrafficTally } from './traffic-tally.js'

/**
 * Sends the rows of a source with event times in [from, to) to an endpoint, `concurrency` requests at a time, in order of
 * time. Requests that fail are counted; the job goes on.
 * @throws AIFactoryError of trafficTable; AF7500 where every request failed, AF7504 where the token is not set, AF7009 when
 * it is stopped.
 */
export async function sendTraffic(job: SendTrafficJob, context: JobContext): Promise<JobResult> {
  const token = tokenOf(job)
  const table = await trafficTable(job, context.signal)
  const from = Date.parse(job.from)
  const to = Date.parse(job.to)
  const total = await countRows(table, from, to)
  const client = new InferenceClient({ ...job, token })
  // A stop closes the connections, so that it does not wait for a server that is slow.
  const stop = () => client.close()
  context.signal.addEventListener('abort', stop)
  try {
    const requests = inferenceRequests(table, { from, to, maxRows: job.maxRows })
    const traffic = await exchange(requests, client, { concurrency: job.concurrency, total, context })
    if (context.signal.aborted) throw new AIFactoryError('AF7009', 'the job was stopped', { retryable: true })
    if (traffic.requests > 0 && traffic.failedRequests === traffic.requests) throw nobodyAnswered(job, traffic)
    return { kind: 'SendTraffic', traffic }
  } finally {
    context.signal.removeEventListener('abort', stop)
    client.close()
  }
}

type Requests = ReturnType<typeof inferenceRequests>

async function exchange(
  requests: Requests,
  client: InferenceClient,
  options: { concurrency: number; total: number; context: JobContext },
): Promise<TrafficReport> {
  const { concurrency, total, context } = options
  const tally = new TrafficTally()
  const progress = () => {
    const { rows, failed } = tally
    context.progress({ done: rows, total, unit: 'rows', ...(failed > 0 ? { message: `${failed} requests failed` } : {}) })
  }
  /** Takes the next request as soon as the one before is answered. */
  const caller = async (): Promise<void> => {
    for await (const { body, rows } of requests) {
      const sent = performance.now()
      const answer = await client.send(body)
      if (context.signal.aborted) return
      tally.add(answer, rows, performance.now() - sent)
      progress()
    }
  }
  progress()
  await Promise.all(Array.from({ length: concurrency }, caller))
  return tally.report()
}

function tokenOf({ tokenEnv }: SendTrafficJob): string | undefined {
  if (tokenEnv === undefined) return undefined
  const token = process.env[tokenEnv]
  if (token) return token
  throw new AIFactoryError('AF7504', `the endpoint asks for a token, and the environment variable ${tokenEnv} is not set`, {
    hint: `Set ${tokenEnv} to the endpoint's token.`,
  })
}

function nobodyAnswered({ url, model }: SendTrafficJob, { requests, firstError }: TrafficReport): AIFactoryError {
  return new AIFactoryError('AF7500', `none of ${requests} requests to ${url} was answered with a prediction`, {
    hint: `Check that an endpoint with the model ${model} is up at that address.`,
    detail: firstError,
    retryable: true,
  })
}
