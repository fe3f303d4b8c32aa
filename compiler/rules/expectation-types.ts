import type { Expectation } from '../../schema/generated/aifactory.js'
import type { Path } from '../source/node.js'
import { entries, items, type Rule, type RuleContext } from './context.js'
import { expectationColumns } from './expectation-columns.js'

const OF_NUMBERS = ['between', 'mean_between']
const NUMBERS = ['int64', 'float64']

/** Ranges are of numbers, patterns of text: of other columns the expectation fails whatever the data. */
export const expectationTypes: Rule = (context) => {
  for (const [name, { expectations }] of entries(context.spec.sources)) {
    for (const [index, expectation] of items(expectations)) check(context, name, expectation, ['sources', name, 'expectations', index])
  }
}

function check({ report, columns, value }: RuleContext, source: string, expectation: Expectation, path: Path): void {
  const { expect } = expectation
  const [named] = expectationColumns(expectation)
  if (named === undefined) return
  const { column } = named
  const type = columns.typeOf(source, column)
  if (type === undefined) return
  if (OF_NUMBERS.includes(expect) && !NUMBERS.includes(type)) {
    report.error('AF4059', `${expect} needs numbers, and ${column} is ${type}`, value(...path, 'column'), {
      suggestion: type === 'string' ? 'Use in_set or matches for text.' : 'Use expect: sql with a comparison, or freshness for times.',
    })
  }
  if (expect === 'matches' && type !== 'string') {
    report.warning('AF4060', `the pattern is matched with ${column} as text, and it is ${type}`, value(...path, 'column'), {
      suggestion: NUMBERS.includes(type) ? 'Use between.' : 'Use expect: sql.',
    })
  }
}
