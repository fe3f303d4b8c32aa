// Sends requests to an endpoint until it is told to stop, and counts what came back: answers by version, and failures.
import { Agent, request } from 'node:http'

export interface Traffic {
  readonly seen: { answered: number; failed: number; byVersion: Record<string, number>; failures: string[] }
  stop(): void
}

export function sendTraffic(url: string, body: () => unknown, { perSecond = 20 } = {}): Traffic {
  const seen: Traffic['seen'] = { answered: 0, failed: 0, byVersion: {}, failures: [] }
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const one = (): Promise<string | undefined> =>
    new Promise((resolve) => {
      const payload = JSON.stringify(body())
      const sent = request(
        url,
        {
          method: 'POST',
          agent,
          timeout: 10_000,
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) },
        },
        (response) => {
          let text = ''
          response.on('data', (chunk) => {
            text += chunk
          })
          response.on('end', () => {
            if (response.statusCode !== 200) return resolve(`status ${response.statusCode}: ${text.slice(0, 200)}`)
            const { model_version: version } = JSON.parse(text) as { model_version: string }
            seen.byVersion[version] = (seen.byVersion[version] ?? 0) + 1
            return resolve(undefined)
          })
          response.on('error', (error) => resolve(error.message))
        },
      )
      sent.on('timeout', () => sent.destroy(new Error('no answer within 10 s')))
      sent.on('error', (error) => resolve(error.message))
      sent.end(payload)
    })
  const timer = setInterval(async () => {
    const failure = await one()
    seen.answered++
    if (failure === undefined) return
    seen.failed++
    if (seen.failures.length < 5) seen.failures.push(`${new Date().toISOString()} ${failure}`)
  }, 1000 / perSecond)
  return {
    seen,
    stop() {
      clearInterval(timer)
      agent.destroy()
    },
  }
}
