import { entries, items, type Rule } from './context.js'

/** Fairness is measured for two classes, and its limit is neither nothing nor everything. */
export const fairnessGates: Rule = ({ spec, report, value }) => {
  for (const [name, { task, gates }] of entries(spec.models)) {
    for (const [index, { metric, max }] of items(gates?.fairness)) {
      const path = ['models', name, 'gates', 'fairness', index] as const
      if (task !== 'binary_classification') {
        report.error(
          'AF4122',
          `${metric} is measured for two classes only, so this gate of ${task} never passes`,
          value(...path, 'metric'),
          {
            suggestion: 'Leave it out, or use gates on slices.',
          },
        )
      } else if (max === 0) {
        report.warning('AF4123', 'groups of real rows always differ a little, so this gate never passes', value(...path, 'max'), {
          suggestion: 'Allow a small difference, such as 0.1.',
        })
      } else if (max === 1) {
        report.warning('AF4124', 'no difference is above 1, so this gate always passes', value(...path, 'max'), {
          suggestion: 'Use a smaller limit, such as 0.2.',
        })
      }
    }
  }
}
