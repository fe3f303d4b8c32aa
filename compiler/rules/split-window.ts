import { durationMillis, formatDuration, fractionOf } from '../../schema/duration.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, type Rule } from './context.js'

/** The gaps between the parts of a split leave something of the window. */
export const splitWindow: Rule = ({ spec, report, value }) => {
  for (const [name, { window, split }] of entries(spec.datasets)) {
    if (window === undefined || split?.gap === undefined || (split.by ?? 'time') !== 'time') continue
    const parts = fractionOf(split.validation ?? DEFAULTS.Split.validation) > 0 ? 2 : 1
    const gaps = durationMillis(split.gap) * parts
    if (gaps < durationMillis(window)) continue
    report.error(
      'AF4129',
      `gaps of ${formatDuration(gaps)} leave nothing of a window of ${window}`,
      value('datasets', name, 'split', 'gap'),
      {
        suggestion: 'Shorten the gap, or lengthen the window.',
        related: [{ message: 'the window', at: value('datasets', name, 'window') }],
      },
    )
  }
}
