import { fractionOf } from '../../schema/duration.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, entry, type Rule } from './context.js'

/** Parameters of a network that has what they are about. */
export const networkShape: Rule = ({ spec, report, key, value }) => {
  for (const [name, { trainer, dataset: datasetName }] of entries(spec.models)) {
    if (trainer.runtime !== 'tfjs' || trainer.parameters === undefined) continue
    const { hidden, dropout = 0, patience, epochs = DEFAULTS.TfjsParameters.epochs } = trainer.parameters
    const path = ['models', name, 'trainer', 'parameters'] as const
    if (hidden?.length === 0 && dropout > 0) {
      report.warning('AF4119', 'a linear model has no hidden units to leave out', key(...path, 'dropout'), {
        suggestion: 'Leave dropout out.',
      })
    }
    if (patience === undefined) continue
    const split = entry(spec.datasets, datasetName)?.split
    if (fractionOf(split?.validation ?? DEFAULTS.Split.validation) === 0) {
      report.warning('AF4120', 'no rows are held out to stop early by, so patience does nothing', key(...path, 'patience'), {
        suggestion: `Set datasets.${datasetName}.split.validation, such as 10%.`,
        related: [{ message: 'the share', at: value('datasets', datasetName, 'split', 'validation') }],
      })
    } else if (patience >= epochs) {
      report.warning('AF4121', `training ends after ${epochs} epochs, before ${patience} without improvement`, value(...path, 'patience'), {
        suggestion: 'Lower patience, or allow more epochs.',
      })
    }
  }
}
