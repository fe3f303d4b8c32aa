import { durationMillis } from '../../schema/duration.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, type Rule } from './context.js'

/** Traffic is compared with other traffic, not with itself. */
export const referenceWindows: Rule = ({ spec, report, value }) => {
  for (const [name, { reference, current }] of entries(spec.monitors)) {
    if (typeof reference !== 'object' || reference.offset === undefined) continue
    const window = current?.window ?? DEFAULTS.CurrentWindow.window
    if (durationMillis(reference.offset) >= durationMillis(window)) continue
    report.warning(
      'AF4090',
      `the earlier window ends ${reference.offset} ago, inside the current one of ${window}, and hides what is new in it`,
      value('monitors', name, 'reference', 'offset'),
      { suggestion: `Use an offset of at least ${window}, or leave it out.` },
    )
  }
}
