import { readFile } from 'node:fs/promises'
import { schemaFields } from './schema-fields.mjs'

const SECTIONS = [
  'metadata',
  'sources',
  'entities',
  'featureViews',
  'datasets',
  'models',
  'endpoints',
  'monitors',
  'pipeline',
  'platform',
  'notifications',
]

/**
 * docs/backends.md: what each backend does with each field of the schema.
 * @param backends the program's own list, and how it tells what a backend does with a field.
 */
export async function backendsPage({ BACKENDS, TOOLS, treatmentOf, toolTreatmentOf }) {
  const schema = JSON.parse(await readFile(new URL('../schema/aifactory.v1.schema.json', import.meta.url), 'utf8'))
  const rows = schemaFields(schema).map(({ path }) => ({ path, cells: BACKENDS.map((backend) => cell(treatmentOf(backend, path))) }))
  const of = (name) =>
    rows.filter(({ path }) => path.startsWith(name === 'metadata' ? 'metadata.' : `spec.${name}`) && !path.startsWith('spec.targets'))
  const rest = rows.filter((row) => !SECTIONS.some((name) => of(name).includes(row)))
  const sections = [...SECTIONS.map((name) => ({ title: name, rows: of(name) })), { title: 'what is done before', rows: rest }]
  return `${[
    '# What each backend does with each field',
    'Made of what the program declares by `npm run docs`. A test takes each field of [the schema](../schema/aifactory.v1.schema.json), changes its value in a file that uses all of them, and fails where a backend that is said to honour it does nothing else than before, where a refusal is not reported, or where a field that is said to mean nothing has an effect.',
    [
      '- **honoured**: the value has an effect: on objects, on jobs, on servers or on what is decided. A code behind it tells of values that are refused or done in part.',
      '- **refused**: an error of the file, with its code. Nothing is left out silently.',
      '- **in part**: a warning tells what is not done.',
      '- **control plane**: decided while the factory lives; the objects prepare for it, and `render` says so.',
      '- **compiler**: resolved or checked before any backend.',
      '- **not applicable**: it means nothing there, for the reason given.',
    ].join('\n'),
    '`*` stands for a name, `[]` for an item of a list. `… ` stands for every field below.',
    ...sections.map(({ title, rows }) => [`## ${title}`, '', ...table(BACKENDS, rows)].join('\n')),
    `## Tools that take over a concern\n\nA team's own tools read files that \`aifactory render --backend NAME\` prints, or writes with \`--out DIR\`. Each has to do with a part of the file only; the same test tries that the rest has no effect on it.`,
    ...TOOLS.map((tool) => toolSection(tool, schema, toolTreatmentOf)),
  ].join('\n\n')}\n`.replace('`… `', '`…`')
}

function toolSection(tool, schema, toolTreatmentOf) {
  const rows = schemaFields(schema).flatMap(({ path }) => {
    const treatment = toolTreatmentOf(tool, path)
    return treatment === undefined ? [] : [{ path, cells: [cell(treatment)] }]
  })
  const files = Object.entries(tool.files).map(([path, what]) => `- \`${path}\`: ${what}`)
  return [
    `### ${tool.title}`,
    `\`--backend ${tool.name}\`, for ${tool.concern}. ${tool.about}`,
    files.join('\n'),
    ['| field | what is done |', '|---|---|', ...folded(rows).map(({ path, cells }) => `| \`${path}\` | ${cells[0]} |`)].join('\n'),
  ].join('\n\n')
}

function table(backends, rows) {
  return [
    `| field | ${backends.map(({ title }) => title).join(' | ')} |`,
    `|---|${backends.map(() => '---').join('|')}|`,
    ...folded(rows).map(({ path, cells }) => `| \`${path}\` | ${cells.join(' | ')} |`),
  ]
}

/** Fields below one that are all treated alike become one row. */
function folded(rows) {
  const done = []
  for (let at = 0; at < rows.length; ) {
    const prefix = longestAlike(rows, at)
    const group = prefix === undefined ? [rows[at]] : rows.slice(at).filter(({ path }) => isBelow(path, prefix))
    done.push(prefix === undefined ? rows[at] : { path: `${prefix}…`, cells: rows[at].cells })
    at += group.length
  }
  return done
}

/** The shortest prefix of a row, below its section, under which all rows are alike and there are several. */
function longestAlike(rows, at) {
  const { path, cells } = rows[at]
  const words = path.split('.')
  for (let length = Math.min(3, words.length); length < words.length; length++) {
    const prefix = `${words.slice(0, length).join('.')}.`
    const below = rows.filter((row) => isBelow(row.path, prefix))
    const together = below.every((row, index) => rows[at + index] === row)
    if (below.length > 1 && together && below.every((row) => row.cells.join() === cells.join())) return prefix
  }
  return undefined
}

const isBelow = (path, prefix) => path.startsWith(prefix)

function cell(treatment) {
  switch (treatment.kind) {
    case 'honoured':
      return treatment.except.length > 0 ? `honoured, but ${links(treatment.except)}` : 'honoured'
    case 'in part':
    case 'refused':
      return `**${treatment.kind}** ${links(treatment.codes)}`
    case 'control plane':
      return `control plane ${links([treatment.code])}`
    case 'compiler':
      return `compiler: ${treatment.does}`
    default:
      return `not applicable: ${treatment.why}`
  }
}

const links = (codes) => codes.map((code) => `[${code}](diagnostics/${code}.md)`).join(', ')
