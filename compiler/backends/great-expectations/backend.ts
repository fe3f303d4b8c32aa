import { SOURCE_FIELDS, SOURCE_NOT_APPLICABLE, SOURCE_REFUSALS } from '../expectations/fields.js'
import { isOneOf } from '../refusal.js'
import { tool } from '../tool.js'

/** A suite and a checkpoint for each source (docs/backends/expectations.md). */
export const GREAT_EXPECTATIONS = tool({
  name: 'great-expectations',
  title: 'Great Expectations',
  concern: 'expectations',
  about:
    'A module of Python for each source, with a suite and a checkpoint of Great Expectations 1.x. Each expectation carries its place in the file, and the severity is its own. `python FILE [ROOT]` prints verdicts and ends with 1 where one of severity error failed.',
  files: { 'SOURCE_expectations.py': 'the suite, the checkpoint and a program that runs them' },
  needs: [
    { kind: 'python', name: 'great-expectations', least: '1.0', install: 'pip install great-expectations' },
    { kind: 'python', name: 'pandas', least: '2.0', install: 'pip install pandas pyarrow' },
  ],
  fields: SOURCE_FIELDS,
  refusals: [
    ...SOURCE_REFUSALS,
    {
      code: 'AF6211',
      field: 'spec.sources.*.expectations[].expect',
      when: isOneOf('sql'),
      message: 'Great Expectations asks no SQL of data frames',
      suggestion: 'Use the backend pandera, or leave the expectation to the validation of aifactory.',
    },
  ],
  notApplicable: { ...SOURCE_NOT_APPLICABLE, 'spec.sources.*.expectations[].expression': 'only of sql, which is refused' },
})
