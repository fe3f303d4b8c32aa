import type { CheckView, EndpointView, StepView, TrafficShare } from '../view-model.js'
import { h, s } from './element.js'
import { formatPercent, formatSpan } from './format.js'
import { emptyNote, verdictBadge } from './words.js'

/** One endpoint: who answers, what is on its way, how to ask it. */
export function endpoint(view: EndpointView, now: number): HTMLElement {
  return h(
    'section',
    { class: 'card', id: `endpoint-${view.name}`, 'data-key': view.name },
    h(
      'div',
      { class: 'title' },
      h('h2', {}, h('span', { class: 'kind' }, 'Endpoint'), view.name),
      view.champion !== null && h('p', { class: 'headline' }, h('b', {}, `v${view.champion}`), ' of ', view.model, ' answers'),
    ),
    view.description && h('p', { class: 'description' }, view.description),
    view.champion === null
      ? emptyNote(`Nothing is served yet. The first version of ${view.model} that passes its gates appears here with its address.`)
      : [traffic(view.traffic), address(view)],
    rollout(view, now),
  )
}

const ROLES = { champion: 'champion', canary: 'canary', mirror: 'mirror', header: 'by header' } as const

function traffic(shares: readonly TrafficShare[]): HTMLElement {
  const answered = shares.filter(({ role }) => role === 'champion' || role === 'canary')
  let x = 0
  const bars = answered.map(({ role, share }) => {
    const bar = s('rect', { class: `t-${role}`, x: `${x * 100}%`, y: 0, width: `${share * 100}%`, height: 10 })
    x += share
    return bar
  })
  const mirror = shares.find(({ role }) => role === 'mirror')
  return h(
    'div',
    { class: 'traffic' },
    s(
      'svg',
      { width: '100%', height: mirror ? 16 : 10, role: 'img', 'aria-label': shares.map(describe).join(', ') },
      bars,
      mirror && s('rect', { class: 't-mirror', x: 0, y: 12, width: `${mirror.share * 100}%`, height: 4 }),
    ),
    h(
      'ul',
      { class: 'legend' },
      shares.map((share) => h('li', {}, h('span', { class: `swatch t-${share.role}`, 'aria-hidden': 'true' }), describe(share))),
    ),
  )
}

function describe({ version, role, share, header }: TrafficShare): string {
  if (role === 'header') return `v${version} answers requests with ${header}`
  if (role === 'mirror') return `v${version} predicts a copy of ${formatPercent(share)}, unseen by callers`
  return `v${version} ${ROLES[role]} ${formatPercent(share)}`
}

function address({ name, url, model, request }: EndpointView): HTMLElement | null {
  if (!url) return emptyNote('Its server is starting; its address appears here.')
  const id = `address-${name}`
  return h(
    'div',
    { class: 'address' },
    h('div', { class: 'copyable' }, h('code', { id }, `${url}/v2/models/${model}/infer`), copyButton(id, 'address')),
    h('p', { class: 'aside' }, 'Its metrics: ', link(`${url}/metrics`)),
    request &&
      h(
        'details',
        { 'data-key': `request-${name}` },
        h('summary', {}, 'A request to paste'),
        h(
          'div',
          { class: 'copyable' },
          h('pre', { id: `request-${name}`, tabindex: 0 }, request),
          copyButton(`request-${name}`, 'request'),
        ),
      ),
  )
}

/** Only addresses of the web become links. */
function link(url: string): HTMLElement {
  return /^https?:\/\//.test(url) ? h('a', { href: url, rel: 'noreferrer' }, url) : h('span', {}, url)
}

function copyButton(id: string, what: string): HTMLElement {
  return h('button', { type: 'button', class: 'copy', 'data-copy': id, 'aria-label': `Copy the ${what}` }, 'Copy')
}

function rollout({ rollout: active, steps, strategy }: EndpointView, now: number): HTMLElement {
  return h(
    'div',
    { class: active ? 'rollout' : 'rollout rest' },
    h(
      'h3',
      {},
      active ? `Rollout of v${active.version} beside v${active.champion}` : 'No rollout under way',
      h(
        'span',
        { class: 'aside' },
        active ? `${strategy}, since ${formatSpan(now - active.startedAt)}` : 'The next version takes these steps:',
      ),
    ),
    h('ol', { class: 'steps' }, steps.map(step)),
    active &&
      h(
        'div',
        { class: active.paused ? 'why paused' : 'why' },
        h(
          'p',
          {},
          h('b', {}, active.paused ? 'Waits for a person. ' : 'Waiting: '),
          active.paused ?? active.message,
          h('span', { class: 'aside' }, `in this step for ${formatSpan(now - active.stepSince)}`),
        ),
        active.checks.length > 0 && h('ul', { class: 'checks' }, active.checks.map(check)),
      ),
  )
}

const MARKS = { done: '✓', current: '', next: '' } as const

function step({ title, value, state }: StepView): HTMLElement {
  return h(
    'li',
    { class: state, 'aria-current': state === 'current' ? 'step' : null },
    h('span', { class: 'pin', 'aria-hidden': 'true' }, MARKS[state]),
    h('span', { class: 'step-title' }, title),
    h('span', { class: 'step-value' }, value),
    state === 'done' && h('span', { class: 'quiet' }, 'done'),
  )
}

function check({ metric, limit, message, passed, needed, verdict }: CheckView): HTMLElement {
  return h(
    'li',
    {},
    verdictBadge(verdict, verdict === 'no-data' ? 'measuring' : undefined),
    h(
      'span',
      {},
      h('b', {}, message),
      h('span', { class: 'aside' }, `${metric.replaceAll('_', ' ')}: ${limit}${needed > 1 ? `, ${passed} of ${needed} times` : ''}`),
    ),
  )
}
