import type { Span } from '../source/node.js'
import { entries, items, type Rule } from './context.js'

/** A header's name is a token by RFC 9110, and its value has no control characters. */
export const headerRoutes: Rule = ({ spec, report, value }) => {
  const checkName = (header: string, at: Span) => {
    if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(header)) return
    report.error('AF4072', `"${header}" cannot be the name of a header`, at, {
      suggestion: 'Use letters, digits and hyphens, such as x-canary.',
    })
  }
  for (const [name, { rollout }] of entries(spec.endpoints)) {
    const { header } = rollout?.stickiness ?? {}
    if (header !== undefined) checkName(header, value('endpoints', name, 'rollout', 'stickiness', 'header'))
    for (const [index, { setHeaderRoute: route }] of items(rollout?.steps)) {
      if (route === undefined) continue
      const path = ['endpoints', name, 'rollout', 'steps', index, 'setHeaderRoute'] as const
      checkName(route.name, value(...path, 'name'))
      if (!/^[\x21-\x7e\u0080-\u00ff]([\t\x20-\x7e\u0080-\u00ff]*[\x21-\x7e\u0080-\u00ff])?$/.test(route.value)) {
        report.error('AF4072', 'no request can have a header with this value', value(...path, 'value'), {
          suggestion: 'Use printable characters, without blanks at its ends.',
        })
      }
    }
  }
}
