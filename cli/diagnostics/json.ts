import { docsOf } from '../../schema/docs.js'
import { type Findings, isValid } from './findings.js'

/** Version of the form; it changes when a field changes its meaning or goes. */
const VERSION = 1

/** For programs: schema/diagnostics.v1.schema.json describes it. */
export function json(findings: Findings): string {
  const { targets, diagnostics } = findings
  const described = diagnostics.map(({ code, ...rest }) => ({ code, docs: docsOf(code), ...rest }))
  return `${JSON.stringify({ version: VERSION, valid: isValid(findings), targets, diagnostics: described }, undefined, 2)}\n`
}
