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

/** What a source declares, and beside it what its data has. */
export async function columnsOf(definitions: readonly SourceDefinition[], reader: ColumnReader | undefined): Promise<Columns> {
  const found = await Promise.all(
    definitions.map(async (definition) => {
      const declared = definition.schema?.map(({ name, type }) => ({ name, type }))
      const read = await reader?.(definition)
      if (declared === undefined || read === undefined) return [definition.name, declared ?? read] as const
      const others = read.filter(({ name }) => !declared.some((column) => column.name === name))
      return [definition.name, [...declared, ...others]] as const
    }),
  )
  return new Columns(new Map(found.flatMap(([name, columns]) => (columns === undefined ? [] : [[name, columns] as const]))))
}
