import { entries, items, type Rule } from './context.js'

/** One monitor of an endpoint asks for training because of drift: each has a cooldown and budget of its own. */
export const competingMonitors: Rule = ({ spec, report, value }) => {
  const first = new Map<string, { monitor: string; index: number }>()
  for (const [name, { endpoint, drift }] of entries(spec.monitors)) {
    const index = [...items(drift)].find(([, { actions }]) => actions?.includes('retrain'))?.[0]
    if (index === undefined) continue
    const other = first.get(endpoint)
    if (other === undefined) {
      first.set(endpoint, { monitor: name, index })
      continue
    }
    report.warning(
      'AF4097',
      `${other.monitor} asks for training on drift of ${endpoint} as well, and neither knows of the other's cooldown`,
      value('monitors', name, 'drift', index, 'actions'),
      {
        suggestion: 'Let one monitor ask, and the other alert.',
        related: [{ message: 'the other monitor', at: value('monitors', other.monitor, 'drift', other.index, 'actions') }],
      },
    )
  }
}
