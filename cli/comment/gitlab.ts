import { type Comment, type Environment, type Forge, needed } from './forge.js'
import { request } from './request.js'

/** Notes of the merge request that a GitLab pipeline runs for (REST API v4). A job's own token may not write them. */
export function gitLab(environment: Environment): Forge {
  const api = needed(environment, 'CI_API_V4_URL', 'Run it in a GitLab pipeline.')
  const project = needed(environment, 'CI_PROJECT_ID', 'Run it in a GitLab pipeline.')
  const merge = needed(environment, 'CI_MERGE_REQUEST_IID', 'Run it in pipelines of merge requests.')
  const token = needed(environment, 'GITLAB_TOKEN', 'Add a masked CI/CD variable with a project access token that has the scope api.')
  const headers = { 'private-token': token }
  const notes = `${api}/projects/${encodeURIComponent(project)}/merge_requests/${encodeURIComponent(merge)}/notes`
  return {
    longest: 1_000_000,
    async list(page) {
      const found = await request<Comment[]>({ url: `${notes}?per_page=100&page=${page}`, method: 'GET', headers })
      return found.map(({ id, body }) => ({ id, body }))
    },
    async create(body) {
      await request({ url: notes, method: 'POST', headers, body: { body } })
    },
    async update(id, body) {
      await request({ url: `${notes}/${id}`, method: 'PUT', headers, body: { body } })
    },
  }
}
