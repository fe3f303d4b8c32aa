interface Field {
  readonly name: string
  readonly least: number
  readonly most: number
  readonly words?: readonly string[]
}

const FIELDS: readonly Field[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, words: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  { name: 'day of the week', least: 0, most: 7, words: 'sun mon tue wed thu fri sat'.split(' ') },
]

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** When a cron expression comes round: the values of its fields. */
export interface CronTimes {
  readonly minutes: ReadonlySet<number>
  readonly hours: ReadonlySet<number>
  readonly days: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  /** Sunday is 0. */
  readonly weekdays: ReadonlySet<number>
  /** Whether the day of the month, or of the week, is given. Where both are, either of the two is enough. */
  readonly byDay: boolean
  readonly byWeekday: boolean
}

/**
 * The times of a cron expression of five fields, or what is wrong with it. Lists, ranges, steps and English names as in POSIX
 * crontab and Kubernetes; what only some schedulers know (L, W, #, ?) is refused, since a file runs on several.
 */
export function cronTimes(expression: string): CronTimes | string {
  const texts = expression.trim().split(/\s+/)
  if (texts.length !== FIELDS.length) return `it has ${texts.length} fields in place of five`
  const values: (ReadonlySet<number> | string)[] = FIELDS.map((field, index) => fieldValues(texts[index] ?? '', field))
  const problem = values.find((value) => typeof value === 'string')
  if (typeof problem === 'string') return problem
  const [minutes = NONE, hours = NONE, days = NONE, months = NONE, week = NONE] = values as ReadonlySet<number>[]
  const [byDay, byWeekday] = [texts[2] !== '*', texts[4] !== '*']
  const possible = [...months].some((month) => [...days].some((day) => day <= (DAYS[month - 1] ?? 0)))
  if (!byWeekday && !possible) return 'no month has such a day'
  return { minutes, hours, days, months, weekdays: new Set([...week].map((day) => day % 7)), byDay, byWeekday }
}

/** What is wrong with a cron expression, or undefined. */
export function cronProblem(expression: string): string | undefined {
  const times = cronTimes(expression)
  return typeof times === 'string' ? times : undefined
}

const NONE: ReadonlySet<number> = new Set()

function fieldValues(text: string, field: Field): ReadonlySet<number> | string {
  const values = new Set<number>()
  for (const part of text.split(',')) {
    const [, from = '', to, step] = /^([^-/]+)(?:-([^/]+))?(?:\/(\d+))?$/.exec(part) ?? []
    const first = from === '*' ? field.least : numberOf(from, field)
    const last = to !== undefined ? numberOf(to, field) : from === '*' || step !== undefined ? field.most : first
    if (first === undefined || last === undefined || (from === '*' && to !== undefined)) return `"${part}" is no ${field.name}`
    if (first > last) return `the ${field.name} "${part}" runs backwards`
    if (step !== undefined && (Number(step) === 0 || Number(step) > field.most)) return `steps of ${step} do not fit the ${field.name}`
    for (let value = first; value <= last; value += Number(step ?? 1)) values.add(value)
  }
  return values
}

function numberOf(text: string, { least, most, words }: Field): number | undefined {
  const word = words?.indexOf(text.toLowerCase()) ?? -1
  const number = word !== -1 ? word + least : /^\d+$/.test(text) ? Number(text) : Number.NaN
  return number >= least && number <= most ? number : undefined
}
