import type { DuckDBConnection } from '@duckdb/node-api'
import type { AnalyzeJob, Measurement, SlicedMetric, Task } from '../../schema/generated/jobs.js'
import { query } from '../duckdb.js'
import { identifier } from '../sql.js'

export const CHANGE_METRICS = ['prediction_churn', 'prediction_difference'] as const
export type ChangeMetric = (typeof CHANGE_METRICS)[number]

export function isChangeMetric(metric: string): metric is ChangeMetric {
  return (CHANGE_METRICS as readonly string[]).includes(metric)
}

/**
 * How much predictions differ between the version and the champion, on the rows that both answered (the table pairs):
 * prediction_churn, the share of rows whose class differs (Milani Fard, Cormier, Canini, Gupta: Launch and Iterate, NIPS 2016),
 * at a probability of one half for two classes; prediction_difference, the mean of the absolute difference, in the
 * prediction's unit. With a slice, measured for each value of an input: the worst one that has enough rows counts; where none
 * has, the largest is given, so that the number of rows says why nothing is decided.
 */
export async function measureChange(
  connection: DuckDBConnection,
  job: AnalyzeJob,
  metric: ChangeMetric,
  slice?: SlicedMetric,
): Promise<Measurement> {
  const of = slice === undefined ? {} : { by: slice.by }
  const change = changeSql(metric, job.task)
  if (change === undefined) return { metric, ...of, samples: 0, paired: true }
  const group = slice === undefined ? `''` : `coalesce(inputs.${identifier(slice.by)}::VARCHAR, 'missing')`
  const found = await query<{ slice: string; value: number; rows: number }>(
    connection,
    `SELECT ${group} AS slice, avg(${change}) AS value, count(*) AS rows FROM pairs GROUP BY 1 ORDER BY slice`,
  )
  const enough = found.filter(({ rows }) => rows >= (slice?.minSamples ?? 0))
  const most = enough.length > 0 ? greatest(enough, ({ value }) => value) : greatest(found, ({ rows }) => rows)
  if (!most) return { metric, ...of, samples: 0, paired: true }
  return { metric, ...of, ...(slice && { slice: most.slice }), value: most.value, samples: most.rows, paired: true }
}

/** Undefined where the metric means nothing for the task: numbers have no class, and classes no difference. */
function changeSql(metric: ChangeMetric, task: Task): string | undefined {
  const classes = task === 'multiclass_classification'
  if (metric === 'prediction_difference') return classes ? undefined : 'abs(prediction - champion)'
  if (classes) return 'CAST(prediction <> champion AS INTEGER)'
  return task === 'binary_classification' ? 'CAST((prediction >= 0.5) <> (champion >= 0.5) AS INTEGER)' : undefined
}

function greatest<T>(items: readonly T[], by: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>((most, item) => (most === undefined || by(item) > by(most) ? item : most), undefined)
}
