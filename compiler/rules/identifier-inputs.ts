import { joinKeysOf } from '../graph/inputs.js'
import { entries, items, type Rule } from './context.js'
import { endsWithWord } from './name-endings.js'

const IDENTIFIERS: ReadonlySet<string> = new Set(
  'uuid guid rowid row_id record_id request_id transaction_id order_id event_id session_id trip_id invoice_id ticket_id'.split(' '),
)

/** What names one row tells nothing about the next. Keys of features are sent anyway. */
export const identifierInputs: Rule = ({ spec, report, value }) => {
  for (const [name, dataset] of entries(spec.datasets)) {
    const keys = joinKeysOf(spec, dataset)
    for (const [index, column] of items(dataset.request)) {
      if (!(column === 'id' || endsWithWord(column, IDENTIFIERS)) || keys.includes(column)) continue
      report.warning(
        'AF4130',
        `${column} seems to name a row, from which nothing can be learned for others`,
        value('datasets', name, 'request', index),
        {
          suggestion: 'Leave it out, or use a feature of the thing that it names.',
        },
      )
    }
  }
}
