import { entries, type Rule } from './context.js'

const ENDINGS: Readonly<Record<string, string>> = {
  parquet: 'parquet',
  pq: 'parquet',
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
}

/** A file is what its name says. */
export const formatNames: Rule = ({ spec, report, value }) => {
  for (const [name, { format, path }] of entries(spec.sources)) {
    const ending = /\.([a-z]+)(?:\.(?:gz|zst|bz2))?$/.exec(path.toLowerCase())?.[1] ?? ''
    const named = Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined
    if (named === undefined || named === format || format === 'postgres') continue
    report.warning('AF4136', `${path} looks like ${named}, and is read as ${format}`, value('sources', name, 'format'), {
      suggestion: `Use format: ${named}.`,
    })
  }
}
