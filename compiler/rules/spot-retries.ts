import { entries, type Rule } from './context.js'

/** A machine that may be taken away needs another try. */
export const spotRetries: Rule = ({ spec, report, value }) => {
  for (const [name, { trainer }] of entries(spec.models)) {
    if (!trainer.spot || trainer.retries !== 0) continue
    report.warning(
      'AF4132',
      'spot machines are taken away at any time, and then the run fails for good',
      value('models', name, 'trainer', 'retries'),
      {
        suggestion: 'Allow retries: training goes on from its last checkpoint.',
      },
    )
  }
}
