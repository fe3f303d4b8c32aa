import type { Report } from '../diagnostics/report.js'
import { child, type MapNode, valueSpan } from '../source/node.js'
import { migrationFix, stepFrom } from './migrate.js'
import { CURRENT, versionOf } from './version.js'

/** Reports AF2009 for a file in an older version of the language, and nothing for one that is not known. */
export function reportOldVersion(root: MapNode, report: Report): boolean {
  const version = versionOf(root)
  const step = version === undefined ? undefined : stepFrom(version)
  if (step === undefined) return false
  report.error('AF2009', `${version} is an older version of the language; this is ${CURRENT}`, valueSpan(root, ['apiVersion']), {
    suggestion: 'Run `aifactory migrate`, which keeps comments and formatting.',
    // What is included has the version of what includes it, and has to change with it.
    fixes: child(child(root, 'spec'), 'include') === undefined ? [migrationFix(step, root)] : [],
  })
  return true
}
