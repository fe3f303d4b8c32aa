import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { Factory } from '../../compiler/graph/factory.js'
import type { FactoryEvent } from '../store/store.js'
import { Notifier, postJson } from './notifier.js'

const notifications: Factory['notifications'] = [
  { to: 'slack', on: ['drift'], secretRef: { name: 'slack', key: 'url' } },
  { to: 'webhook', on: ['drift', 'promoted'], secretRef: { name: 'hook', key: 'url' } },
]
const factory = { name: 'flights', notifications } as Factory
const drift: FactoryEvent = { id: 1, at: 0, kind: 'drift', subject: 'watch', message: 'temp <1 & wind', level: 'warn' }

function notifier(environment: Record<string, string>, post = async () => {}) {
  const problems: string[] = []
  const sent: { url: string; body: unknown }[] = []
  return {
    problems,
    sent,
    it: new Notifier({
      variableOf: ({ name, key }) => `${name}_${key}`,
      environment,
      post: async (url, body) => {
        sent.push({ url, body })
        await post()
      },
      onProblem: (message) => problems.push(message),
    }),
  }
}

describe('notifications', () => {
  it('go to those who asked for the kind of event, escaped for Slack', async () => {
    const { it: target, sent } = notifier({ slack_url: 'http://slack', hook_url: 'http://hook' })
    await target.tell(drift, factory)
    await target.tell({ ...drift, kind: 'registered' }, factory)
    expect(sent).toEqual([
      { url: 'http://slack', body: { text: '*flights* watch, drift: temp &lt;1 &amp; wind' } },
      { url: 'http://hook', body: { factory: 'flights', ...drift, at: '1970-01-01T00:00:00.000Z' } },
    ])
  })

  it('say which secret is missing, and send the others', async () => {
    const { it: target, sent } = notifier({ hook_url: 'http://hook' })
    expect(target.problems(factory)).toEqual(['notifications to slack are not sent: slack_url is not set'])
    await target.tell(drift, factory)
    expect(sent.map(({ url }) => url)).toEqual(['http://hook'])
  })

  it('that are refused are a problem, not a failure', async () => {
    const { it: target, problems } = notifier({ slack_url: 'http://slack' }, async () => {
      throw new Error('no route')
    })
    await target.tell(drift, factory)
    expect(problems).toEqual(['a notification to slack was not delivered: no route'])
  })

  it('are posted as JSON, and an error status is an error', async () => {
    const bodies: string[] = []
    const server = createServer((request, response) => {
      request.on('data', (chunk) => bodies.push(String(chunk)))
      request.on('end', () => response.writeHead(request.url === '/ok' ? 204 : 500).end())
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await postJson(`${base}/ok`, { a: 1 })
    await expect(postJson(`${base}/broken`, {})).rejects.toThrow('500')
    expect(bodies[0]).toBe('{"a":1}')
    server.close()
  })
})
