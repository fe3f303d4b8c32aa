import { entries, items, type Rule } from './context.js'
import { endsWithWord } from './name-endings.js'

const PERSONAL: ReadonlySet<string> = new Set(
  (
    'email e_mail phone phone_number ssn social_security social_security_number passport passport_number iban credit_card ' +
    'credit_card_number first_name last_name full_name date_of_birth ip_address'
  ).split(' '),
)

/** What names a person is kept out of requests, models and the log. */
export const personalInputs: Rule = ({ spec, report, value }) => {
  for (const [name, { request }] of entries(spec.datasets)) {
    for (const [index, column] of items(request)) {
      if (!endsWithWord(column, PERSONAL)) continue
      report.warning(
        'AF5003',
        `${column} seems to name a person, and would be learned from and logged with each request`,
        value('datasets', name, 'request', index),
        {
          suggestion: 'Leave it out, or send what matters of it, such as a domain or an age group.',
        },
      )
    }
  }
}
