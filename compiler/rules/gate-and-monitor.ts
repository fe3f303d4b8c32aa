import { lowerIsBetter } from '../../schema/metric-direction.js'
import { entries, entry, items, type Rule } from './context.js'

/** A version that passes its gates does not alarm its monitor at once. */
export const gateAndMonitor: Rule = ({ spec, report, value }) => {
  for (const [name, { endpoint, performance }] of entries(spec.monitors)) {
    const model = entry(spec.endpoints, endpoint)?.model ?? ''
    const gates = entry(spec.models, model)?.gates?.metrics
    for (const [index, { metric, min, max }] of items(performance)) {
      const field = lowerIsBetter(metric) ? 'max' : 'min'
      const watched = field === 'min' ? min : max
      if (watched === undefined) continue
      const place = gates?.findIndex((gate) => gate.metric === metric && gate.slice === undefined && gate[field] !== undefined) ?? -1
      const gate = gates?.[place]?.[field]
      if (gate === undefined || (field === 'min' ? watched <= gate : watched >= gate)) continue
      report.warning(
        'AF4087',
        `a version with ${metric} ${gate} passes its gate, and is alarming here at once`,
        value('monitors', name, 'performance', index, field),
        {
          suggestion: 'Make the gate stricter than the monitor.',
          related: [{ message: 'the gate', at: value('models', model, 'gates', 'metrics', place, field) }],
        },
      )
    }
  }
}
