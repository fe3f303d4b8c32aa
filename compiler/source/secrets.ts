import type { Report } from '../diagnostics/report.js'
import type { Node, Span } from './node.js'

/** Forms of credentials that their issuers document, so that finding one is no guess. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/\b(AKIA|ASIA)[0-9A-Z]{16}\b/, 'an AWS access key'],
  [/\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})\b/, 'a GitHub token'],
  [/\bglpat-[A-Za-z0-9_-]{20,}/, 'a GitLab token'],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/, 'a Slack token'],
  [/\bhooks\.slack\.com\/services\/T[A-Za-z0-9]+\/B[A-Za-z0-9]+\/[A-Za-z0-9]{8,}/, 'the address of a Slack webhook'],
  [/\bAIza[0-9A-Za-z_-]{35}\b/, 'a Google API key'],
  [/\b(sk|rk)_(live|test)_[0-9A-Za-z]{16,}\b/, 'a Stripe key'],
  [/\bsk-[A-Za-z0-9_-]{32,}\b/, 'an API key'],
  [/\bhf_[A-Za-z0-9]{30,}\b/, 'a Hugging Face token'],
  [/\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/, 'a JSON Web Token'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]+:(?!\$\{)[^\s@/]+@/i, 'an address with a password'],
]

/** Names whose values are meant to be secret. */
const SECRET_NAME = /(^|_)(passwords?|passwd|secrets?|tokens?|api_?keys?|private_?keys?|access_?keys?|credentials?)$/i

/** Reports AF5001 for values that look like credentials. They are never repeated in the message. */
export function findSecrets(node: Node, report: Report, key?: string, at?: Span): void {
  if (node.kind === 'map') {
    for (const [name, entry] of node.entries) findSecrets(entry.value, report, name, entry.value.span)
  } else if (node.kind === 'list') {
    for (const item of node.items) findSecrets(item, report, key, item.span)
  } else if (typeof node.value === 'string') {
    const { value } = node
    const form = FORMS.find(([pattern]) => pattern.test(value))
    const what = form?.[1] ?? (key !== undefined && isEnvironmentSecret(key, value) ? `the value of ${key}` : undefined)
    if (what === undefined) return
    report.error('AF5001', `${what} does not belong into this file`, at ?? node.span, {
      suggestion: 'Refer to it with secretRef: { name: ..., key: ... }, and revoke it if it has been committed.',
    })
  }
}

/** DB_PASSWORD: hunter22, but not tokens: 512 or a word that is a placeholder. */
function isEnvironmentSecret(key: string, value: string): boolean {
  return SECRET_NAME.test(key) && /^[A-Z][A-Z0-9_]*$/.test(key) && value.length >= 8 && !/^\$|\$\{|^<.*>$/.test(value)
}
