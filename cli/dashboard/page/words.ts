import type { Level, Verdict } from '../view-model.js'
import { h } from './element.js'

/** A verdict is said by shape, word and colour, so that none of them is needed to read it. */
const VERDICTS: Readonly<Record<Verdict, readonly [mark: string, word: string]>> = {
  pass: ['✓', 'pass'],
  fail: ['✕', 'fail'],
  inconclusive: ['~', 'inconclusive'],
  'no-data': ['–', 'no data'],
}

export function verdictBadge(verdict: Verdict, word = VERDICTS[verdict][1]): HTMLElement {
  return badge(`v-${verdict}`, VERDICTS[verdict][0], word)
}

const STATES = {
  champion: ['v-pass', '●'],
  candidate: ['v-info', '◐'],
  archived: ['v-no-data', '○'],
  rejected: ['v-fail', '✕'],
} as const

export function stateBadge(state: keyof typeof STATES): HTMLElement {
  const [style, mark] = STATES[state]
  return badge(style, mark, state)
}

const LEVELS: Readonly<Record<Level, readonly [mark: string, word: string]>> = {
  info: ['·', 'note'],
  good: ['✓', 'good'],
  warn: ['!', 'warning'],
  bad: ['✕', 'problem'],
}

export function levelMark(level: Level): HTMLElement {
  const [mark, word] = LEVELS[level]
  return h('span', { class: `mark l-${level}` }, h('span', { 'aria-hidden': 'true' }, mark), h('span', { class: 'quiet' }, word))
}

function badge(style: string, mark: string, word: string): HTMLElement {
  return h('span', { class: `badge ${style}` }, h('span', { 'aria-hidden': 'true' }, mark), ` ${word}`)
}

/** What an empty part says will appear there. */
export function emptyNote(...text: string[]): HTMLElement {
  return h('p', { class: 'empty' }, text)
}
