import { entries, type Rule } from './context.js'

/** A bearer token is compared with a secret. */
export const authentication: Rule = ({ spec, report, value }) => {
  for (const [name, { auth }] of entries(spec.endpoints)) {
    if (auth?.type !== 'bearer' || auth.secretRef !== undefined) continue
    report.error('AF4042', 'a bearer token needs a secret to be compared with', value('endpoints', name, 'auth', 'type'), {
      suggestion: 'Add secretRef: { name: ..., key: ... }.',
    })
  }
}
