import type { Definition, Resource } from './definition.js'
import { fileName, objectName, STATUS } from './fields.js'
import { list, object, oneOf, open, type Static, text, time, whole } from './structural.js'

const VERDICTS = ['pass', 'fail', 'inconclusive', 'no-data'] as const

const spec = object('A monitor.', {
  required: {
    factory: objectName('The Factory of this namespace that it belongs to.'),
    monitor: fileName('The monitor.'),
    endpoint: fileName('The endpoint that it watches.'),
  },
  optional: {},
  'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'a DriftReport stays with its monitor' }],
})
export type DriftReportSpec = Static<typeof spec>

const status = object('What the last checks found.', {
  required: {},
  optional: {
    ...STATUS,
    verdict: oneOf('What the last check says; the last two never count as a pass.', VERDICTS),
    version: whole('The version that was watched.', { minimum: 1 }),
    checkedAt: time('The end of the window, by the clock of the data.'),
    rows: whole('Rows in the window.'),
    firing: list('Rules that fired.', text('A rule.', { maxLength: 253 }), { maxItems: 500 }),
    message: text('In words.', { maxLength: 4096 }),
    history: list(
      'The checks before, the newest first.',
      object('A check.', {
        required: { at: time('The end of its window.'), verdict: oneOf('What it said.', VERDICTS) },
        optional: { firing: whole('How many rules fired.') },
      }),
      { maxItems: 50 },
    ),
    report: open<Readonly<Record<string, unknown>>>('The whole of the last report.'),
    state: open<Readonly<Record<string, unknown>>>('The whole state of the decision, to go on from.'),
  },
})
export type DriftReportStatus = Static<typeof status>
export type DriftReportResource = Resource<DriftReportSpec, DriftReportStatus>

export const DRIFT_REPORT: Definition = {
  kind: 'DriftReport',
  plural: 'driftreports',
  singular: 'driftreport',
  shortNames: ['drift'],
  description: 'What a monitor found in the live data of an endpoint.',
  spec,
  status,
  columns: [
    { name: 'Monitor', type: 'string', jsonPath: '.spec.monitor' },
    { name: 'Verdict', type: 'string', jsonPath: '.status.verdict' },
    { name: 'Version', type: 'integer', jsonPath: '.status.version' },
    { name: 'Rows', type: 'integer', jsonPath: '.status.rows' },
    { name: 'Checked', type: 'date', jsonPath: '.status.checkedAt' },
    { name: 'Message', type: 'string', jsonPath: '.status.message' },
  ],
}
