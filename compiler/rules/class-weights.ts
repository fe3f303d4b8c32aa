import { entries, type Rule } from './context.js'

const CLASSES: readonly string[] = ['binary_classification', 'multiclass_classification']

/** Only classes can be weighted, and only they have a threshold. */
export const classWeights: Rule = ({ spec, report, key }) => {
  for (const [name, { task, trainer, evaluation }] of entries(spec.models)) {
    if (CLASSES.includes(task)) continue
    if (trainer.runtime === 'tfjs' && trainer.parameters?.classWeights === 'balanced') {
      report.warning('AF4112', `${task} has no classes to weight`, key('models', name, 'trainer', 'parameters', 'classWeights'), {
        suggestion: 'Leave classWeights out.',
      })
    }
    if (evaluation?.threshold !== undefined) {
      report.warning('AF4113', `${task} has no classes, so no threshold between them`, key('models', name, 'evaluation', 'threshold'), {
        suggestion: 'Leave threshold out.',
      })
    }
  }
}
