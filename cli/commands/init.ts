import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { Inference } from '../init/starter.js'

const USAGE = `usage: aifactory init DATA [options]

Writes a starter aifactory.yaml for a CSV or parquet file, or a folder of such files, beside the data.

  --out DIR      the folder to write to; the data must be inside it
  --label COL    the column to predict
  --name NAME    the name of the factory and its model
  --force        replace an aifactory.yaml that is there
`

/** Runs aifactory init: 0 written, 1 the data cannot be used, 2 bad usage or a file that would be overwritten. */
export async function run(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${USAGE}`)
    return 2
  }
  if (options.help) {
    process.stdout.write(USAGE)
    return 0
  }
  const { dataArgument } = await import('../init/data-argument.js')
  const data = await dataArgument(options.data, options.out)
  const file = join(data.folder, 'aifactory.yaml')
  if (existsSync(file) && !options.force) {
    process.stderr.write(`${file} exists already. Give --force to replace it, or --out another folder.\n`)
    return 2
  }
  const inference = await infer(data, options)
  const [{ starterYaml }, { initReport }] = await Promise.all([import('../init/starter-yaml.js'), import('../init/report.js')])
  await mkdir(data.folder, { recursive: true })
  await writeFile(`${file}.tmp`, starterYaml(inference))
  await rename(`${file}.tmp`, file)
  process.stdout.write(initReport(inference, file))
  return 0
}

interface Options {
  readonly data: readonly string[]
  readonly help: boolean
  readonly force: boolean
  readonly out?: string
  readonly label?: string
  readonly name?: string
}

/** The arguments, or what is wrong with them. */
function parse(args: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        label: { type: 'string' },
        name: { type: 'string' },
        force: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    const { help = false, force = false, ...others } = values
    if (positionals.length === 0 && !help) return 'init needs the path of a CSV or parquet file'
    return { data: positionals, help, force, ...others }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function infer(data: Inference['data'], options: Options): Promise<Inference> {
  const [{ withDuckDb }, { profileData }, { inferTimes, inferEntity }, { inferLabel }, { inferInputs }, { labelOf }] = await Promise.all([
    import('../../runtime/duckdb.js'),
    import('../init/profile.js'),
    import('../init/infer-times.js'),
    import('../init/infer-label.js'),
    import('../init/infer-inputs.js'),
    import('../init/starter.js'),
  ])
  return withDuckDb({}, async (connection) => {
    const profile = await profileData(connection, { name: data.name, format: data.format, path: data.path }, data.folder)
    const label = inferLabel(profile.columns, profile.rows, options.label)
    if (label === undefined)
      throw noLabel(
        profile.columns.map(({ name }) => name),
        options.label,
      )
    const times = await inferTimes(connection, profile)
    const inputs = await inferInputs(connection, profile, label, times)
    if (inputs.columns.length === 0) {
      throw new AIFactoryError('AF7210', `beside ${label.column.name} there is nothing to predict it from`, {
        hint: `Choose another label with --label. Left out: ${inputs.left.map(({ name, why }) => `${name} (${why})`).join(', ')}`,
      })
    }
    return {
      name: labelOf(options.name ?? data.name),
      data,
      profile,
      label,
      times,
      entity: inferEntity(profile.columns, profile.rows, label.column.name),
      inputs,
    }
  })
}

function noLabel(columns: readonly string[], wanted: string | undefined): AIFactoryError {
  const message =
    wanted === undefined
      ? 'no column can be a label'
      : columns.includes(wanted)
        ? `${wanted} cannot be a label: a time, free text, or one value only`
        : `there is no column ${wanted}`
  return new AIFactoryError('AF7211', message, { hint: `Name one with --label. Columns: ${columns.join(', ')}.` })
}
