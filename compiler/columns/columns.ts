import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ColumnType, SourceDefinition } from '../../schema/generated/jobs.js'

/** A column of a source. Its type is unknown where neither the file nor the data tells it. */
export interface KnownColumn {
  readonly name: string
  readonly type?: ColumnType
}

/**
 * Looks into a source's data for its columns; undefined where it cannot tell, so that nothing is said about them. What it
 * gives is iterated over only as far as is needed to find the columns that are used, so it may read files one by one.
 * @throws AIFactoryError, also while iterating, for data that cannot be read.
 */
export type ColumnReader = (source: SourceDefinition) => Promise<Iterable<KnownColumn> | undefined>

/** The columns of a factory's sources. A source about which nothing is known may have any column. */
export class Columns {
  readonly #sources: ReadonlyMap<string, SourceColumns>

  constructor(sources: ReadonlyMap<string, SourceColumns>) {
    this.#sources = sources
  }

  /** Whether a source certainly lacks a column. Names are compared as they are, or without regard to case as in SQL. */
  lacks(source: string | undefined, column: string, compare: 'exact' | 'sql' = 'exact'): boolean {
    const columns = source === undefined ? undefined : this.#sources.get(source)
    return columns !== undefined && !columns.has(column, compare)
  }

  /** The type of a source's column, named as in SQL; undefined where there is none such or its type is not known. */
  typeOf(source: string | undefined, column: string): ColumnType | undefined {
    const columns = source === undefined ? undefined : this.#sources.get(source)
    return columns?.typeOf(column)
  }

  /** Names of all columns of a source, to suggest one. */
  of(source: string | undefined): readonly string[] {
    return (source === undefined ? undefined : this.#sources.get(source)?.all()) ?? []
  }
}

/** Columns of one source, taken from an iterable as they are asked for. */
class SourceColumns {
  readonly #found = new Set<string>()
  /** Types by name in lower case. The first that is told of a column counts: what is declared, then the first file. */
  readonly #lower = new Map<string, ColumnType | undefined>()
  readonly #rest: Iterator<KnownColumn>
  readonly #onProblem: (problem: AIFactoryError) => void
  #state: 'reading' | 'complete' | 'failed' = 'reading'

  constructor(declared: readonly KnownColumn[], inData: Iterable<KnownColumn>, onProblem: (problem: AIFactoryError) => void) {
    for (const column of declared) this.#add(column)
    this.#rest = inData[Symbol.iterator]()
    this.#onProblem = onProblem
  }

  /** True also where the data could not be read to its end: the column may be there. */
  has(column: string, compare: 'exact' | 'sql'): boolean {
    const known = compare === 'exact' ? this.#found : this.#lower
    const wanted = compare === 'exact' ? column : column.toLowerCase()
    while (!known.has(wanted)) if (!this.#readOne()) return this.#state === 'failed'
    return true
  }

  typeOf(column: string): ColumnType | undefined {
    return this.has(column, 'sql') ? this.#lower.get(column.toLowerCase()) : undefined
  }

  all(): readonly string[] {
    while (this.#readOne());
    return [...this.#found]
  }

  #readOne(): boolean {
    if (this.#state !== 'reading') return false
    try {
      const next = this.#rest.next()
      if (next.done) this.#state = 'complete'
      else this.#add(next.value)
    } catch (error) {
      if (!(error instanceof AIFactoryError)) throw error
      this.#state = 'failed'
      this.#onProblem(error)
    }
    return this.#state === 'reading'
  }

  #add({ name, type }: KnownColumn): void {
    const lower = name.toLowerCase()
    this.#found.add(name)
    if (!this.#lower.has(lower)) this.#lower.set(lower, type)
  }
}

/** What each source declares, and beside it what its data has. What a reader could not read is told to `onProblem`. */
export async function columnsOf(
  definitions: readonly SourceDefinition[],
  reader: ColumnReader | undefined,
  onProblem: (source: string, problem: AIFactoryError) => void,
): Promise<Columns> {
  const sources = new Map<string, SourceColumns>()
  for (const definition of definitions) {
    const report = (problem: AIFactoryError) => onProblem(definition.name, problem)
    const inData = await read(definition, reader, report)
    const declared = definition.schema
    if (declared ?? inData) sources.set(definition.name, new SourceColumns(declared ?? [], inData ?? [], report))
  }
  return new Columns(sources)
}

async function read(source: SourceDefinition, reader: ColumnReader | undefined, onProblem: (problem: AIFactoryError) => void) {
  try {
    return await reader?.(source)
  } catch (error) {
    if (!(error instanceof AIFactoryError)) throw error
    onProblem(error)
    return undefined
  }
}
