import { AIFactoryError } from '../../schema/diagnostic.js'
import { type Comment, type Environment, type Forge, needed, readJson } from './forge.js'
import { request } from './request.js'

/** Comments of the pull request that a GitHub workflow runs for (REST API, issue comments). */
export function gitHub(environment: Environment): Forge {
  const api = environment.GITHUB_API_URL ?? 'https://api.github.com'
  const repository = needed(environment, 'GITHUB_REPOSITORY', 'Run it in a GitHub workflow.')
  const token = needed(environment, 'GITHUB_TOKEN', `Set it from \${{ github.token }}, with the permission pull-requests: write.`)
  const pull = pullNumber(environment)
  const headers = { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' }
  const issues = `${api}/repos/${repository}/issues`
  return {
    longest: 65_536,
    async list(page) {
      const comments = await request<{ id: number; body?: string | null }[]>({
        url: `${issues}/${pull}/comments?per_page=100&page=${page}`,
        method: 'GET',
        headers,
      })
      return comments.map(({ id, body }): Comment => ({ id, body: body ?? '' }))
    },
    async create(body) {
      await request({ url: `${issues}/${pull}/comments`, method: 'POST', headers, body: { body } })
    },
    async update(id, body) {
      await request({ url: `${issues}/comments/${id}`, method: 'PATCH', headers, body: { body } })
    },
  }
}

/** The number of the pull request of the event that started the workflow. */
function pullNumber(environment: Environment): number {
  const path = needed(environment, 'GITHUB_EVENT_PATH', 'Run it in a GitHub workflow.')
  const event = readJson(path) as {
    number?: unknown
    pull_request?: { number?: unknown }
    issue?: { number?: unknown; pull_request?: unknown }
  }
  const number = event.pull_request?.number ?? (event.issue?.pull_request ? event.issue.number : undefined)
  if (typeof number === 'number') return number
  throw new AIFactoryError('AF8061', 'this workflow runs for no pull request', { hint: 'Start it on pull_request events.' })
}
