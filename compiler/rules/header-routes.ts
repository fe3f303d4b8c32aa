import { entries, items, type Rule } from './context.js'

/** A header's name is a token by RFC 9110, and its value has no control characters. */
export const headerRoutes: Rule = ({ spec, report, value }) => {
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    for (const [index, { setHeaderRoute: route }] of items(rollout?.steps)) {
      if (route === undefined) continue
      const path = ['endpoints', name, 'rollout', 'steps', index, 'setHeaderRoute'] as const
      if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(route.name)) {
        report.error('AF4072', `"${route.name}" cannot be the name of a header`, value(...path, 'name'), {
          suggestion: 'Use letters, digits and hyphens, such as x-canary.',
        })
      }
      if (!/^[\x21-\x7e\u0080-\u00ff]([\t\x20-\x7e\u0080-\u00ff]*[\x21-\x7e\u0080-\u00ff])?$/.test(route.value)) {
        report.error('AF4072', 'no request can have a header with this value', value(...path, 'value'), {
          suggestion: 'Use printable characters, without blanks at its ends.',
        })
      }
    }
  }
}
