import type { SecretRef } from '../../schema/generated/aifactory.js'
import type { Path } from '../source/node.js'
import { entries, items, type Rule } from './context.js'

const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/
const KEY = /^[-._a-zA-Z0-9]+$/

/** Names of secrets, and of keys in them, that there can be. */
export const secretNames: Rule = ({ spec, report, value }) => {
  const check = (secret: SecretRef | undefined, ...path: Path) => {
    if (secret === undefined) return
    if (!NAME.test(secret.name) || secret.name.length > 253) {
      report.error('AF4144', `no Secret can be called "${secret.name}"`, value(...path, 'name'), {
        suggestion: 'Use lower-case letters, digits, "-" and ".", such as slack-webhook.',
      })
    }
    if (!KEY.test(secret.key) || secret.key.length > 253) {
      report.error('AF4144', `no key of a Secret can be called "${secret.key}"`, value(...path, 'key'), {
        suggestion: 'Use letters, digits, "-", "_" and ".", such as url.',
      })
    }
  }
  for (const [name, { connection }] of entries(spec.sources)) check(connection, 'sources', name, 'connection')
  for (const [name, { auth }] of entries(spec.endpoints)) check(auth?.secretRef, 'endpoints', name, 'auth', 'secretRef')
  for (const [index, { secretRef }] of items(spec.notifications)) check(secretRef, 'notifications', index, 'secretRef')
  for (const [name, { trainer }] of entries(spec.models)) {
    if (trainer.runtime === 'tfjs') continue
    for (const [variable, given] of entries(trainer.env))
      if (typeof given === 'object') check(given.secretRef, 'models', name, 'trainer', 'env', variable, 'secretRef')
  }
}
