import { SOURCE_FIELDS, SOURCE_NOT_APPLICABLE, SOURCE_REFUSALS } from '../expectations/fields.js'
import { tool } from '../tool.js'

/** A schema for each source (docs/backends/expectations.md). */
export const PANDERA = tool({
  name: 'pandera',
  title: 'Pandera',
  concern: 'expectations',
  about:
    'A module of Python for each source, with a `DataFrameSchema` of Pandera. Checks are named by their place in the file; those of severity warn warn. Expectations in SQL are asked of DuckDB, which has to be installed for them. `python FILE [ROOT]` prints verdicts and ends with 1 where one of severity error failed.',
  files: { 'SOURCE_expectations.py': 'the schema and a program that checks by it' },
  needs: [
    { kind: 'python', name: 'pandera', least: '0.24', install: 'pip install pandera[pandas] pyarrow' },
    { kind: 'python', name: 'duckdb', least: '1.0', install: 'pip install duckdb', only: 'expectations in SQL' },
  ],
  fields: SOURCE_FIELDS,
  refusals: SOURCE_REFUSALS,
  notApplicable: SOURCE_NOT_APPLICABLE,
})
