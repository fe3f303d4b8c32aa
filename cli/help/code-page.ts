import pc from 'picocolors'
import { CODES, type CodeEntry } from '../../compiler/diagnostics/codes.js'
import { codePage, problemPage } from '../../compiler/diagnostics/pages.js'
import { docsOf } from '../../schema/docs.js'
import { PROBLEMS } from '../../schema/problems/problems.js'

/** Every code of the program. */
export const ALL_CODES: readonly string[] = [...Object.keys(CODES), ...Object.keys(PROBLEMS)]

/** The page of a code for a terminal, or undefined where there is no such code. */
export function terminalPage(code: string, colour: boolean): string | undefined {
  const codes: Readonly<Record<string, CodeEntry>> = CODES
  const entry = Object.hasOwn(codes, code) ? codes[code] : undefined
  const problem = Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined
  const page = entry ? codePage(code, entry) : problem && problemPage(code, problem)
  return page && `${shown(page, colour)}\n\n${docsOf(code)}\n`
}

/** Our own Markdown, of headings, one table, prose and examples, as lines for a terminal. */
function shown(page: string, colour: boolean): string {
  const colours = pc.createColors(colour)
  let example = false
  return page
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('```')) {
        example = !example
        return []
      }
      if (example) return [`    ${colours.cyan(line)}`]
      if (line.startsWith('#')) return [colours.bold(line.replace(/^#+ /, ''))]
      if (line.startsWith('|---') || line.startsWith('| family')) return []
      if (line.startsWith('| ')) return [facts(line)]
      return [line.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')]
    })
    .join('\n')
}

/** The row of the table in words. */
function facts(row: string): string {
  const [family, severity, since, fix] = row
    .split('|')
    .map((cell) => cell.trim())
    .slice(1)
  return `${family}, ${severity}, since ${since}. Put right by ${fix}.`
}
