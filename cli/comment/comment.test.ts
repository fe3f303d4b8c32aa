import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run } from '../commands/comment.js'

/** A forge with the little of its API that comments need. */
class FakeForge {
  readonly comments: { id: number; body: string }[] = []
  readonly seen: string[] = []
  readonly server: Server
  status = 200

  constructor() {
    this.server = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk) => {
        text += String(chunk)
      })
      request.on('end', () => {
        const { method = '', url = '', headers } = request
        this.seen.push(`${method} ${url}`)
        const { pathname, searchParams } = new URL(url, 'http://localhost')
        const allowed = headers.authorization === 'Bearer t0ken' || headers['private-token'] === 't0ken'
        response.writeHead(allowed ? this.status : 401, { 'content-type': 'application/json' })
        const page = Number(searchParams.get('page') ?? 1)
        if (method === 'GET') response.end(JSON.stringify(this.comments.slice((page - 1) * 100, page * 100)))
        else {
          const { body } = JSON.parse(text) as { body: string }
          const known = this.comments.find(({ id }) => pathname.endsWith(`/${id}`))
          if (known) known.body = body
          else this.comments.push({ id: this.comments.length + 1000, body })
          response.end('{}')
        }
      })
    })
  }
}

let forge: FakeForge
let folder: string
let file: string
let api: string

beforeEach(async () => {
  forge = new FakeForge()
  await new Promise<void>((resolve) => forge.server.listen(0, '127.0.0.1', resolve))
  api = `http://127.0.0.1:${(forge.server.address() as AddressInfo).port}`
  folder = mkdtempSync(join(tmpdir(), 'aifactory-comment-'))
  file = join(folder, 'plan.md')
  writeFileSync(file, '## Plan\n\nNothing changes.\n')
  writeFileSync(join(folder, 'event.json'), '{ "pull_request": { "number": 7 } }')
})
afterEach(() => {
  forge.server.close()
  rmSync(folder, { recursive: true, force: true })
})

const github = () => ({
  GITHUB_ACTIONS: 'true',
  GITHUB_API_URL: api,
  GITHUB_REPOSITORY: 'team/flights',
  GITHUB_TOKEN: 't0ken',
  GITHUB_EVENT_PATH: join(folder, 'event.json'),
})
const gitlab = () => ({ GITLAB_CI: 'true', CI_API_V4_URL: api, CI_PROJECT_ID: '42', CI_MERGE_REQUEST_IID: '7', GITLAB_TOKEN: 't0ken' })

async function comment(args: readonly string[], environment: Readonly<Record<string, string | undefined>>) {
  const texts: string[] = []
  const add = (text: string): void => {
    texts.push(text)
  }
  const status = await run([file, ...args], { out: add, error: add, colour: false }, environment)
  return { status, out: texts.join('') }
}

test.each([
  ['github', github],
  ['gitlab', gitlab],
])('on %s a comment is made once, and then changed', async (name, environment) => {
  expect(await comment([], environment())).toEqual({ status: 0, out: `${name}: the comment was created\n` })
  expect(await comment([], environment())).toMatchObject({ out: `${name}: the comment was unchanged\n` })
  writeFileSync(file, '## Plan\n\nA model changes.\n')
  expect(await comment([], environment())).toMatchObject({ out: `${name}: the comment was updated\n` })
  expect(forge.comments.map(({ body }) => body)).toEqual(['<!-- aifactory: plan -->\n## Plan\n\nA model changes.\n'])
  await comment(['--key', 'flights'], environment())
  expect(forge.comments).toHaveLength(2)
})

test('calls the addresses that the forges document', async () => {
  await comment([], github())
  writeFileSync(file, 'other')
  await comment([], github())
  await comment([], { ...gitlab() })
  writeFileSync(file, 'another')
  await comment([], gitlab())
  expect(forge.seen).toEqual([
    'GET /repos/team/flights/issues/7/comments?per_page=100&page=1',
    'POST /repos/team/flights/issues/7/comments',
    'GET /repos/team/flights/issues/7/comments?per_page=100&page=1',
    'PATCH /repos/team/flights/issues/comments/1000',
    'GET /projects/42/merge_requests/7/notes?per_page=100&page=1',
    'GET /projects/42/merge_requests/7/notes?per_page=100&page=1',
    'PUT /projects/42/merge_requests/7/notes/1000',
  ])
})

test('finds its comment on a later page, and leaves those of others alone', async () => {
  for (let id = 1; id <= 150; id++) forge.comments.push({ id, body: `I quote <!-- aifactory: plan --> ${id}` })
  forge.comments.push({ id: 151, body: '<!-- aifactory: plan -->\nbefore\n' })
  expect((await comment([], github())).out).toContain('updated')
  expect(forge.comments.filter(({ body }) => body.includes('Nothing changes'))).toEqual([
    { id: 151, body: '<!-- aifactory: plan -->\n## Plan\n\nNothing changes.\n' },
  ])
})

test('a text that is too long for the forge is cut', async () => {
  writeFileSync(file, 'a'.repeat(100_000))
  await comment([], github())
  expect(forge.comments[0]?.body).toHaveLength(65_536)
  expect(forge.comments[0]?.body).toMatch(/The rest is in the output of the job\.\n$/)
})

test.each([
  ['no CI', () => ({})],
  ['no token', () => ({ ...github(), GITHUB_TOKEN: '' })],
  ['no pull request', () => ({ ...github(), GITHUB_EVENT_PATH: join(folder, 'plan.md') })],
  ['no merge request', () => ({ ...gitlab(), CI_MERGE_REQUEST_IID: undefined })],
])('with %s it says what is missing', async (_what, environment) => {
  await expect(comment([], environment())).rejects.toMatchObject({ code: 'AF8061' })
  expect(forge.seen).toEqual([])
})

test('a refusal is told without the token', async () => {
  const failure = await comment([], { ...github(), GITHUB_TOKEN: 'wr0ng' }).then(undefined, (error: unknown) => error)
  expect(failure).toMatchObject({ code: 'AF8060', hint: expect.stringContaining('allowed to write') })
  expect(JSON.stringify(failure)).not.toContain('wr0ng')
})

test('a key cannot end the mark', async () => {
  await comment(['--key', 'a --> <b>'], github())
  expect(forge.comments[0]?.body.split('\n')[0]).toBe('<!-- aifactory: a --_ _b_ -->')
})
