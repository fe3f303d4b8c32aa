import type { Report } from '../diagnostics/report.js'
import type { MapNode, Node, Span } from './node.js'

/** Forms of credentials that their issuers document, so that finding one is no guess. Each has a text that is quick to look for. */
const FORMS: readonly { readonly has: string; readonly form: RegExp; readonly what: string }[] = [
  { has: 'AKIA', form: /\bAKIA[0-9A-Z]{16}\b/, what: 'an AWS access key' },
  { has: 'ASIA', form: /\bASIA[0-9A-Z]{16}\b/, what: 'an AWS access key' },
  { has: 'gh', form: /\bgh[pousr]_[A-Za-z0-9]{36,}\b/, what: 'a GitHub token' },
  { has: 'github_pat_', form: /\bgithub_pat_[A-Za-z0-9_]{22,}\b/, what: 'a GitHub token' },
  { has: 'glpat-', form: /\bglpat-[A-Za-z0-9_-]{20,}/, what: 'a GitLab token' },
  { has: 'xox', form: /\bxox[abprs]-[A-Za-z0-9-]{10,}/, what: 'a Slack token' },
  { has: 'hooks.slack.com', form: /\/services\/T[A-Za-z0-9]+\/B[A-Za-z0-9]+\/[A-Za-z0-9]{8,}/, what: 'the address of a Slack webhook' },
  { has: 'AIza', form: /\bAIza[0-9A-Za-z_-]{35}\b/, what: 'a Google API key' },
  { has: 'k_', form: /\b[sr]k_(live|test)_[0-9A-Za-z]{16,}\b/, what: 'a Stripe key' },
  { has: 'sk-', form: /\bsk-[A-Za-z0-9_-]{32,}\b/, what: 'an API key' },
  { has: 'hf_', form: /\bhf_[A-Za-z0-9]{30,}\b/, what: 'a Hugging Face token' },
  { has: 'eyJ', form: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/, what: 'a JSON Web Token' },
  { has: 'PRIVATE KEY', form: /-----BEGIN [A-Z ]*PRIVATE KEY-----/, what: 'a private key' },
  { has: '://', form: /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:(?!\$\{)[^\s@/]+@/i, what: 'an address with a password' },
]

/** Names whose values are meant to be secret. */
const SECRET_NAME = /(^|_)(passwords?|passwd|secrets?|tokens?|api_?keys?|private_?keys?|access_?keys?|credentials?)$/i

/** Maps in which none was found. */
const withoutSecrets = new WeakSet<MapNode>()

/** Reports AF5001 for values that look like credentials. They are never repeated in the message. */
export function findSecrets(node: Node, report: Report, key?: string, at?: Span): void {
  if (node.kind === 'map') {
    if (withoutSecrets.has(node)) return
    const before = report.diagnostics.length
    for (const [name, entry] of node.entries) findSecrets(entry.value, report, name, entry.value.span)
    if (report.diagnostics.length === before) withoutSecrets.add(node)
  } else if (node.kind === 'list') {
    for (const item of node.items) findSecrets(item, report, key, item.span)
  } else if (typeof node.value === 'string') {
    const { value } = node
    const form = FORMS.find(({ has, form }) => value.includes(has) && form.test(value))
    const what = form?.what ?? (key !== undefined && isEnvironmentSecret(key, value) ? `the value of ${key}` : undefined)
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
