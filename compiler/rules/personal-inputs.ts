import { entries, items, type Rule } from './context.js'

const PERSONAL =
  /(^|_)(e_?mail|phone(_number)?|ssn|social_security(_number)?|passport(_number)?|iban|credit_card(_number)?|first_name|last_name|full_name|date_of_birth|ip_address)$/i

/** What names a person is kept out of requests, models and the log. */
export const personalInputs: Rule = ({ spec, report, value }) => {
  for (const [name, { request }] of entries(spec.datasets)) {
    for (const [index, column] of items(request)) {
      if (!PERSONAL.test(column)) continue
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
