import { parse } from 'yaml'
import type { AIFactory } from '../../schema/generated/aifactory.js'
import type { ToolName } from '../backends/tool-names.js'
import { TOOLS } from '../backends/tools.js'
import { FULL } from './full-factory.js'

/** The whole factory, less what a tool refuses: the item of a list that holds such a field, or else the field. */
export function renderableFactory(name: ToolName): object {
  const document = parse(FULL) as AIFactory
  const tool = TOOLS.find((candidate) => candidate.name === name)
  for (;;) {
    const refused = tool?.findings(document).find(({ severity }) => severity === 'error')
    if (refused === undefined) return document
    remove(document, refused.path)
  }
}

function remove(document: object, path: readonly (string | number)[]): void {
  const item = path.findLastIndex((part) => typeof part === 'number')
  const whole = path.slice(0, item < 0 ? path.length : item + 1)
  const holder = whole.slice(0, -1).reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], document)
  const last = whole.at(-1) ?? ''
  if (Array.isArray(holder)) holder.splice(Number(last), 1)
  else delete (holder as Record<string, unknown>)[last]
}
