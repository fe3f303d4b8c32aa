import { createHash } from 'node:crypto'

/** Longest DNS label (RFC 1123), and so the longest value of a label. */
const LABEL_LENGTH = 63
/** A CronJob's name leaves room for the eleven characters that its controller adds. */
export const CRON_JOB_LENGTH = 52
const HASH_LENGTH = 8
/** Digits of a content's digest in a name. */
const CONTENT_LENGTH = 10

/**
 * A DNS label (RFC 1123 and 1035, so that services may have it) of some words, such as a factory's name, a stage and a
 * model's name. Words that are no such label, or too long together, are changed or cut, and then a hash of the original
 * is added, so that different words never give the same name. A digest of the content may follow, for what is replaced
 * rather than changed.
 */
export function nameOf(words: readonly string[], options: { readonly maxLength?: number; readonly hash?: string } = {}): string {
  const { maxLength = LABEL_LENGTH, hash } = options
  const plain = words.join('-')
  const label = /^[a-z]/i.test(plain) ? plain : `x-${plain}`
  const clean = label
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-')
    .replace(/-+$/, '')
  const room = maxLength - (hash === undefined ? 0 : CONTENT_LENGTH + 1)
  const faithful = clean === plain && clean.length <= room
  const named = faithful ? clean : `${clean.slice(0, room - HASH_LENGTH - 1).replace(/-+$/, '')}-${digest(JSON.stringify(words))}`
  return hash === undefined ? named : `${named}-${hash.slice(0, CONTENT_LENGTH)}`
}

/** The text as the value of a label: itself where it may be one, a name made of it otherwise. */
export function labelValue(text: string): string {
  return /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/.test(text) ? text : nameOf([text])
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH)
}
