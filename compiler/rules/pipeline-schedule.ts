import type { Rule } from './context.js'

/** Missed runs are runs of a schedule. */
export const pipelineSchedule: Rule = ({ spec, report, key }) => {
  const { pipeline } = spec
  if (!pipeline?.catchup || pipeline.schedule !== undefined) return
  report.warning('AF4108', 'without a schedule no run of the pipeline is missed, so catchup does nothing', key('pipeline', 'catchup'), {
    suggestion: 'Add a schedule, or leave catchup out.',
  })
}
