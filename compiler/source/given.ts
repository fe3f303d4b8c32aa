import type { GivenValue, MapNode, Span } from './node.js'

/** What is given beside the files, each as it was written. */
export interface GivenValues {
  /** `name=value` of each `--var`; the last one holds. */
  readonly vars?: readonly string[]
  /** Variables of the environment by name, such as AIFACTORY_VAR_epochs. Those of no declared variable are passed over. */
  readonly env?: Readonly<Record<string, string>>
  /** Each `--var-file`: a YAML map of names to values. */
  readonly varFiles?: readonly { readonly path: string; readonly text: string }[]
  /** `path.to.field=value` of each `--set`, in order. */
  readonly set?: readonly string[]
}

export const ENV_PREFIX = 'AIFACTORY_VAR_'

/** Given values that have been read. */
export interface Given {
  /** By variable, strongest first. */
  readonly variables: ReadonlyMap<string, readonly (GivenValue & { readonly key: Span })[]>
  /** What each `--set` overrides, as a document with that one value. */
  readonly overrides: readonly MapNode[]
}

export const NOTHING_GIVEN: Given = { variables: new Map(), overrides: [] }

/** The texts of what is given on a command line and in the environment, by the names that diagnostics call them. */
export function givenTexts({ vars = [], env = {}, varFiles = [], set = [] }: GivenValues): Map<string, string> {
  return new Map([
    ...vars.map((text, index) => [`--var[${index}]`, text] as const),
    ...set.map((text, index) => [`--set[${index}]`, text] as const),
    ...Object.entries(env),
    ...varFiles.map(({ path, text }) => [path, text] as const),
  ])
}
