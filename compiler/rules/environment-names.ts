import { entries, type Rule } from './context.js'

/** Names of variables that programs can read. */
export const environmentNames: Rule = ({ spec, report, key }) => {
  for (const [name, { trainer }] of entries(spec.models)) {
    if (trainer.runtime === 'tfjs') continue
    for (const [variable] of entries(trainer.env)) {
      if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) continue
      report.error('AF4145', `no program reads a variable called "${variable}"`, key('models', name, 'trainer', 'env', variable), {
        suggestion: 'Use letters, digits and "_", such as BATCH_SIZE.',
      })
    }
  }
}
