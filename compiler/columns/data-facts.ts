import type { SourceDefinition } from '../../schema/generated/jobs.js'

/** What is known about a column from the statistics that its files carry. */
export interface ColumnFacts {
  /** Rows without a value. */
  readonly missing?: number
  /** Least and greatest value: of times in milliseconds since the epoch, of numbers as they are. */
  readonly least?: number
  readonly most?: number
  /** A number of distinct values that there are at least. */
  readonly distinct?: number
  /** Whether all values are the same. */
  readonly constant?: boolean
}

/** What is known about a source's data without reading it. */
export interface SourceFacts {
  readonly rows: number
  readonly columns: Readonly<Record<string, ColumnFacts>>
}

/** Looks up facts about a source's data; undefined where nothing is known, so that nothing is said. */
export type FactsReader = (source: SourceDefinition) => Promise<SourceFacts | undefined>
