import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { filledSources } from '../fixtures/filled-store.js'
import { dashboardState } from '../state.js'
import { draw } from './draw.js'
import { newPageState, type PageState } from './page-state.js'

/** Just enough of a document to see which elements, attributes and texts a drawing makes. */
class FakeElement {
  readonly attributes = new Map<string, string>()
  readonly children: (FakeElement | FakeText)[] = []
  constructor(readonly tag: string) {}
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value)
  }
  append(child: FakeElement | FakeText): void {
    this.children.push(child)
  }
}
class FakeText {
  constructor(readonly text: string) {}
}

beforeEach(() => {
  vi.stubGlobal('document', {
    createElement: (tag: string) => new FakeElement(tag),
    createElementNS: (_: string, tag: string) => new FakeElement(tag),
    createTextNode: (text: string) => new FakeText(text),
  })
})
afterEach(() => vi.unstubAllGlobals())

function drawing(text: string, change: Partial<PageState> = {}): FakeElement {
  const sources = filledSources(text)
  try {
    const root: unknown = draw({ ...newPageState(), state: dashboardState(sources), ...change }, 1280)
    if (!(root instanceof FakeElement)) throw new Error('nothing was drawn')
    return root
  } finally {
    sources.remove()
  }
}

function walk(element: FakeElement): { elements: FakeElement[]; texts: string[] } {
  const below = element.children.map((child) => (child instanceof FakeText ? { elements: [], texts: [child.text] } : walk(child)))
  return { elements: [element, ...below.flatMap(({ elements }) => elements)], texts: below.flatMap(({ texts }) => texts) }
}

test('names and messages are shown as they are and never become markup', () => {
  const hostile = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
  const { elements, texts } = walk(drawing(hostile))
  const plain = walk(drawing(''))
  expect(elements.map(({ tag }) => tag)).toEqual(plain.elements.map(({ tag }) => tag))
  expect(elements.map(({ attributes }) => [...attributes.keys()])).toEqual(plain.elements.map(({ attributes }) => [...attributes.keys()]))
  const names = new Set(elements.flatMap(({ attributes }) => [...attributes.keys()]))
  expect([...names].filter((name) => name.startsWith('on') || name === 'style' || name === 'src')).toEqual([])
  for (const start of [
    'flight-delays',
    'Late arrivals',
    'An endpoint',
    'A model',
    'Ask for more',
    'temp drifted',
    'a reason',
    'late-arrival',
  ]) {
    expect(texts.some((text) => text.includes(`${start}${hostile}`))).toBe(true)
  }
})

test('an address that is none of the web is no link', () => {
  const sources = filledSources()
  try {
    const state = dashboardState({ ...sources, servers: () => ({ 'delay-api': 'javascript:alert(1)//' }) })
    const root: unknown = draw({ ...newPageState(), state }, 1280)
    const { elements } = walk(root as FakeElement)
    expect(elements.flatMap(({ attributes }) => attributes.get('href') ?? []).filter((href) => !href.startsWith('#'))).toEqual([])
  } finally {
    sources.remove()
  }
})

test('the gates are those of the version that was chosen, else of the newest', () => {
  const headings = (change?: Partial<PageState>) => walk(drawing('', change)).texts.filter((text) => text.startsWith('Gates of'))
  expect(headings()).toEqual(['Gates of v3 '])
  expect(headings({ selected: new Map([['late-arrival', 1]]) })).toEqual(['Gates of v1 '])
  expect(headings({ selected: new Map([['late-arrival', 99]]) })).toEqual(['Gates of v3 '])
})

test('the filter leaves out what asks for no attention', () => {
  const said = (filter: PageState['filter']) => walk(drawing('', { filter })).texts
  expect(said('all')).toContain('version 3 passed its gates')
  expect(said('attention')).not.toContain('version 3 passed its gates')
  expect(said('attention')).toContain('temp drifted')
})

test('a verdict is a word, not only a colour', () => {
  const { texts } = walk(drawing(''))
  for (const word of [' drift', ' no data', ' steady', ' pass', ' champion']) expect(texts).toContain(word)
})

test('something is shown before there is a factory, and when nobody answers', () => {
  const sources = filledSources()
  try {
    const state = dashboardState({ ...sources, factory: () => undefined, activity: () => [] })
    const root: unknown = draw({ ...newPageState(), state }, 320)
    expect(walk(root as FakeElement).texts.join(' ')).toContain('valid aifactory.yaml')
  } finally {
    sources.remove()
  }
  const waiting: unknown = draw({ ...newPageState(), connected: false }, 320)
  expect(walk(waiting as FakeElement).texts).toEqual(['The factory does not answer.'])
})
