import type { MonitorView, RuleView } from '../../dashboard/view-model.js'
import { at, type Explanation } from './explanation.js'

const VERDICTS: Readonly<Record<string, string>> = {
  pass: 'nothing was found',
  fail: 'something was found',
  inconclusive: 'nothing can be said yet: there is too little evidence',
  'no-data': 'nothing can be said: there is no evidence',
}

/** What a monitor's latest check says, and why it has or has not acted. */
export function explainMonitor(monitor: MonitorView): Explanation {
  const object = `monitor/${monitor.name}`
  const next = monitor.nextCheck === null ? [] : [`it checks again at ${at(monitor.nextCheck)}`]
  const { latest } = monitor
  if (!latest) return { object, headline: `it has not checked ${monitor.endpoint} yet`, because: [], evidence: [], next }
  return {
    object,
    headline: `at ${at(latest.at)} ${VERDICTS[latest.verdict] ?? latest.verdict}`,
    because: [
      `it compared ${latest.rows.toLocaleString('en')} rows of the last ${monitor.window} with ${monitor.reference}, for version ${latest.version}`,
      ...latest.rules.flatMap(cause),
    ],
    evidence: latest.rules.map(({ title, message, verdict, drifted }) => ({
      what: title,
      found: `${message}${drifted.length > 0 ? ` (${drifted.slice(0, 5).join(', ')})` : ''}`,
      verdict,
    })),
    next,
  }
}

/** A rule acts once it has fired often enough in a row. */
function cause({ title, verdict, streak, needed, actions }: RuleView): string[] {
  if (verdict !== 'fail') return []
  const acts = actions.join(', ')
  if (streak === 0) return [`${title} fired and acted: ${acts}`]
  const due = streak >= needed ? 'its cooldown holds it back' : `it acts after ${needed}`
  return [`${title} fired in ${streak} checks in a row; ${due} (${acts})`]
}
