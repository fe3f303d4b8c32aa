import type { Expectation } from '../../schema/generated/aifactory.js'
import type { Path } from '../source/node.js'
import { entries, items, type Rule, type RuleContext } from './context.js'

/** An expectation can fail. */
export const looseExpectations: Rule = (context) => {
  for (const [name, { expectations }] of entries(context.spec.sources)) {
    for (const [index, expectation] of items(expectations)) check(context, expectation, ['sources', name, 'expectations', index])
  }
  for (const [name, { quality }] of entries(context.spec.monitors)) {
    for (const [index, expectation] of items(quality)) check(context, expectation, ['monitors', name, 'quality', index])
  }
}

function check({ report, value }: RuleContext, expectation: Expectation, path: Path): void {
  if ('mostly' in expectation && expectation.mostly === 0) {
    report.warning('AF4135', 'none of the rows must satisfy this, so it never fails', value(...path, 'mostly'), {
      suggestion: 'mostly is the share of rows that must, such as 0.99.',
    })
  }
  if (expectation.expect === 'row_count' && expectation.min === 0 && expectation.max === undefined) {
    report.warning('AF4135', 'no table has fewer than 0 rows, so this never fails', value(...path, 'min'), {
      suggestion: 'Ask for 1 at least.',
    })
  }
}
