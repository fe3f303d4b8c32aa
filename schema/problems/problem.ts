/** A problem that is found while a factory runs, as its page in docs/diagnostics/ tells it. Texts are Markdown, in whole sentences. */
export interface Problem {
  /** What is wrong, in a few words. */
  readonly title: string
  /** What the code means and when it is seen. */
  readonly meaning: string
  /** What a person does about it. */
  readonly action: string
}

export type Problems = Readonly<Record<string, Problem>>
