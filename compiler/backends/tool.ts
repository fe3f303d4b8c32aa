import type { AIFactory } from '../../schema/generated/aifactory.js'
import type { Factory } from '../graph/factory.js'
import { type Backend, type Treatment, treatmentOf } from './backend.js'
import { covers } from './field-pattern.js'
import { findingsOf } from './refusal.js'
import type { Concern, ToolName } from './tool-names.js'

/** Contents by path, relative to the folder that they are written to, in the order of their paths. */
export type Files = ReadonlyMap<string, string>

/** Writes what a tool reads. Equal factories give equal files. */
export type RenderTool = (factory: Factory) => Files

/** What has to be on a machine where the files are used, for `aifactory doctor`. */
export interface Need {
  readonly kind: 'program' | 'python'
  /** The program, or the distribution of Python. */
  readonly name: string
  /** The oldest version that does, as numbers with dots. */
  readonly least: string
  /** How to get it, in a few words. */
  readonly install: string
  /** What it is needed for, where the rest works without. */
  readonly only?: string
}

/**
 * A tool that a team runs already and that takes over one concern of a factory. Of the fields that are about the concern it honours
 * every one that is in none of its other lists; the others have no effect on it.
 */
export interface Tool extends Backend {
  readonly name: ToolName
  readonly concern: Concern
  /** Fields that the tool has to do with, as patterns. */
  readonly fields: readonly string[]
  /** What it is, in a sentence or two, for docs/backends.md. */
  readonly about: string
  /** What is written, by path, in words. */
  readonly files: Readonly<Record<string, string>>
  readonly needs: readonly Need[]
  /** Files that the tool itself writes into the folder: they stay as they are. */
  readonly kept?: readonly string[]
}

type Given = Omit<Tool, 'leftToControl' | 'findings'> & { readonly findings?: (document: AIFactory) => ReturnType<typeof findingsOf> }

/** Every tool is described by one call of this. */
export function tool(given: Given): Tool {
  return { leftToControl: undefined, findings: (document) => findingsOf(given.refusals, document), ...given }
}

/** What a tool does with a field; undefined for one that is of another concern. */
export function toolTreatmentOf(of: Tool, field: string): Treatment | undefined {
  return of.fields.some((pattern) => covers(pattern, field)) ? treatmentOf(of, field) : undefined
}

/** Files sorted by path, so that the order in which they are made does not matter. */
export function filesOf(entries: Readonly<Record<string, string>>): Files {
  return new Map(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)))
}
