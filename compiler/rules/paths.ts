import { leavesFolder } from '../source/relative-path.js'
import { entries, type Rule } from './context.js'

/** Files that the factory names lie in its folder. */
export const paths: Rule = ({ spec, report, value }) => {
  for (const [name, { format, path }] of entries(spec.sources)) {
    if (format === 'postgres' || path.includes('://') || !leavesFolder(path)) continue
    report.error('AF3014', `${path} is outside the factory's folder`, value('sources', name, 'path'), {
      suggestion: 'Name files relative to this one, without "..".',
    })
  }
  for (const [name, { trainer }] of entries(spec.models)) {
    if (trainer.runtime !== 'command') continue
    trainer.code?.forEach((path, index) => {
      if (leavesFolder(path))
        report.error('AF3014', `${path} is outside the factory's folder`, value('models', name, 'trainer', 'code', index))
    })
  }
}
