/** Words for the units of durations, as people write them. Months and years have no one length. */
const UNITS: readonly (readonly [string, RegExp])[] = [
  ['ms', /^(ms|msecs?|milliseconds?|millis)$/],
  ['s', /^(s|secs?|seconds?)$/],
  ['m', /^(m|mins?|minutes?)$/],
  ['h', /^(h|hrs?|hours?)$/],
  ['d', /^(d|days?)$/],
  ['w', /^(w|wks?|weeks?)$/],
]

/** The macros of crontab, as fields. @reboot is no time. */
const MACROS: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
}

const SUFFIXES = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

const FORMS: Readonly<Record<string, (text: string) => string | undefined>> = {
  Duration: duration,
  TrainTimeout: duration,
  Fraction: percentage,
  Percentage: percentage,
  Quantity: quantity,
  Cron: (text) => MACROS[text.trim().toLowerCase()],
}

/**
 * The text in the form of a definition of the schema, where it can be read in one way only: 2 hours as 2h, 20 % as 20%,
 * @daily as 0 0 * * *. Undefined where it already has the form, or has none that is certain.
 */
export function inForm(definition: string, text: string): string | undefined {
  const form = Object.hasOwn(FORMS, definition) ? FORMS[definition] : undefined
  const result = form?.(text)
  return result === text ? undefined : result
}

function duration(text: string): string | undefined {
  const parts = [...text.trim().matchAll(/(\d+)\s*([a-z]+)[\s,]*(?:and\s+)?/giy)]
  if (parts.map(([part]) => part).join('') !== text.trim() || parts.length === 0) return undefined
  const read = parts.map(([, count = '', word = '']) => {
    // M is a month to some and a minute to others.
    const unit = word === 'M' ? undefined : UNITS.find(([, words]) => words.test(word.toLowerCase()))?.[0]
    return unit && `${count}${unit}`
  })
  return read.includes(undefined) ? undefined : read.join('')
}

function percentage(text: string): string | undefined {
  const [, number] = /^\s*(\d{1,3}(?:\.\d+)?)\s*(?:%|percent|per cent|pct)\s*$/i.exec(text) ?? []
  return number !== undefined && Number(number) <= 100 ? `${number}%` : undefined
}

/** Binary suffixes have one reading; GB is a power of ten to some and of two to others. */
function quantity(text: string): string | undefined {
  const [, number, suffix] = /^\s*(\d+(?:\.\d+)?)\s*([kmgtpe]i)b?\s*$/i.exec(text) ?? []
  const known = SUFFIXES.find((name) => name.toLowerCase() === suffix?.toLowerCase())
  return number !== undefined && known !== undefined ? `${number}${known}` : undefined
}
