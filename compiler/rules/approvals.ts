import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, items, type Rule } from './context.js'

/** There are as many people as must approve. */
export const approvals: Rule = ({ spec, report, value }) => {
  for (const [name, { gates }] of entries(spec.models)) {
    if (gates?.approval === undefined) continue
    const { count = DEFAULTS['Gates.approval'].count } = gates.approval
    const approvers: readonly string[] = gates.approval.approvers
    const people = new Set(approvers)
    for (const [index, person] of items(approvers)) {
      if (approvers.indexOf(person) === index) continue
      report.warning('AF4125', `${person} is listed twice, and counts once`, value('models', name, 'gates', 'approval', 'approvers', index))
    }
    if (count <= people.size) continue
    report.error('AF4126', `${count} must approve, and ${people.size} may`, value('models', name, 'gates', 'approval', 'count'), {
      suggestion: 'Lower count, or name more approvers.',
    })
  }
}
