import { AIFactoryError } from '../../schema/diagnostic.js'
import type { ColumnType, SourceDefinition } from '../../schema/generated/jobs.js'

/** A column of a source. Its type is unknown where neither the file nor the data tells it. */
export interface KnownColumn {
  readonly name: string
  readonly type?: ColumnType
}

/** Looks into a source's data for its columns; undefined where it cannot tell, so that nothing is said about them. */
export type ColumnReader = (source: SourceDefinition) => Promise<readonly KnownColumn[] | undefined>

/** The columns of sources, by the source's name and the column's. A source without an entry may have any column. */
export class Columns {
  readonly #bySource: ReadonlyMap<string, ReadonlyMap<string, KnownColumn>>

  constructor(bySource: ReadonlyMap<string, readonly KnownColumn[]>) {
    this.#bySource = new Map([...bySource].map(([source, columns]) => [source, new Map(columns.map((column) => [column.name, column]))]))
  }

  /** Names of a source's columns, or undefined where they are not known. */
  of(source: string | undefined): readonly string[] | undefined {
    const columns = source === undefined ? undefined : this.#bySource.get(source)
    return columns && [...columns.keys()]
  }

  find(source: string, column: string): KnownColumn | undefined {
    return this.#bySource.get(source)?.get(column)
  }
}

/** What each source declares, and beside it what its data has. What a reader could not read is told to `onProblem`. */
export async function columnsOf(
  definitions: readonly SourceDefinition[],
  reader: ColumnReader | undefined,
  onProblem: (source: string, problem: AIFactoryError) => void,
): Promise<Columns> {
  const read = async (definition: SourceDefinition) => {
    try {
      return await reader?.(definition)
    } catch (error) {
      if (!(error instanceof AIFactoryError)) throw error
      onProblem(definition.name, error)
      return undefined
    }
  }
  const found = await Promise.all(
    definitions.map(async (definition) => {
      const declared = definition.schema?.map(({ name, type }) => ({ name, type }))
      const inData = await read(definition)
      if (declared === undefined || inData === undefined) return [definition.name, declared ?? inData] as const
      const others = inData.filter(({ name }) => !declared.some((column) => column.name === name))
      return [definition.name, [...declared, ...others]] as const
    }),
  )
  return new Columns(new Map(found.flatMap(([name, columns]) => (columns === undefined ? [] : [[name, columns] as const]))))
}
