import type { PolicyEvent } from '../../schema/generated/backtest.js'
import { element, escapeXml } from './svg.js'

/** How each kind of event is drawn, about the point 0 0, and what it is called. */
export const MARKERS: Readonly<Record<PolicyEvent['kind'], { readonly name: string; readonly class: string; readonly d: string }>> = {
  alert: { name: 'alert', class: 'warn', d: 'M0 -6L0 6' },
  refused: { name: 'refused by a budget', class: 'warn fill', d: 'M-4 -4H4V4H-4Z' },
  trained: { name: 'trained', class: 'good fill', d: 'M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0Z' },
  rejected: { name: 'rejected by gates', class: 'bad hollow', d: 'M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0Z' },
  failed: { name: 'failed', class: 'bad', d: 'M-5 0H5M0 -5V5' },
  promoted: { name: 'promoted', class: 'good fill', d: 'M0 -7L6 4H-6Z' },
  rolloutAborted: { name: 'rollout aborted', class: 'bad', d: 'M-5 -5L5 5M-5 5L5 -5' },
  rolledBack: { name: 'rolled back', class: 'bad fill', d: 'M0 7L6 -4H-6Z' },
}

/** A marker at a point, with what is shown where the pointer rests on it. */
export function marker(kind: PolicyEvent['kind'], x: number, y: number, title: string): string {
  const { d, class: name } = MARKERS[kind]
  return element('path', { class: `mark ${name}`, d, transform: `translate(${Number(x.toFixed(2))} ${Number(y.toFixed(2))})` }, [
    element('title', {}, [escapeXml(title)]),
  ])
}
