import { entries, type Rule } from './context.js'

/** A threshold between classes leaves rows on both sides. */
export const decisionThreshold: Rule = ({ spec, report, value }) => {
  for (const [name, { evaluation }] of entries(spec.models)) {
    const threshold = evaluation?.threshold
    if (threshold !== 0 && threshold !== 1) continue
    report.warning(
      'AF4114',
      `from a threshold of ${threshold}, ${threshold === 0 ? 'every row is' : 'hardly any row is'} positive`,
      value('models', name, 'evaluation', 'threshold'),
      { suggestion: 'Use a probability between 0 and 1, such as 0.5.' },
    )
  }
}
