import type { FactoryEvent } from '../store/store.js'
import type { HttpPost } from './http-post.js'
import { deliveryId, type Message } from './message.js'

type State = 'success' | 'failure' | 'pending'

/** What an event means for the commit that is in force. What data do says nothing about a commit. */
const STATES: Readonly<Record<string, State>> = {
  training_started: 'pending',
  rollout_started: 'pending',
  approval_needed: 'pending',
  registered: 'success',
  promoted: 'success',
  training_failed: 'failure',
  gates_failed: 'failure',
  rolled_back: 'failure',
  reconcile_failed: 'failure',
}
const LONGEST_DESCRIPTION = 140

export interface GitHubTarget {
  /** OWNER/NAME. */
  readonly repository: string
  readonly token: string
  readonly apiUrl: string
}

/**
 * Sets a status on the commit that is in force, and makes a deployment of what comes to serve, which what is rolled back ends.
 * Nothing for what is no commit, and for events that say nothing of one.
 */
export async function tellGitHub(
  { event, factory, revision }: Message,
  { repository, token, apiUrl }: GitHubTarget,
  post: HttpPost,
): Promise<void> {
  const state = STATES[event.kind]
  const commit = concerned(event) ?? revision?.id
  if (!state || !commit || !/^[0-9a-f]{40}$/.test(commit)) return
  const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' }
  const send = (path: string, body: object): Promise<unknown> => post({ url: `${apiUrl}/repos/${repository}${path}`, headers, body })
  const description = (event.message.split('\n')[0] ?? '').slice(0, LONGEST_DESCRIPTION)
  const name = `${factory.name}${factory.target ? ` (${factory.target})` : ''}`
  await send(`/statuses/${commit}`, { state, context: `aifactory/${name}/${event.subject}`, description })
  if (event.kind !== 'promoted' && event.kind !== 'rolled_back') return
  const deployment = await send('/deployments', {
    ref: commit,
    environment: `${name}/${event.subject}`,
    task: event.kind === 'promoted' ? 'deploy' : 'rollback',
    description,
    auto_merge: false,
    required_contexts: [],
    payload: { ...event.facts, id: deliveryId({ event, factory, revision }) },
  })
  const id = typeof deployment === 'object' && deployment !== null && 'id' in deployment ? deployment.id : undefined
  if (typeof id !== 'number') throw new Error('GitHub made no deployment')
  await send(`/deployments/${id}/statuses`, { state, description, auto_inactive: true })
}

/** A commit that was refused is not the one in force. */
const concerned = ({ facts }: FactoryEvent): string | undefined => (typeof facts?.commit === 'string' ? facts.commit : undefined)
