import type { JobProgress } from '../../reconciler/platforms/platform.js'
import type { RunningView } from './view-model.js'

const WORDS: Readonly<Record<JobProgress['kind'], string>> = {
  ValidateData: 'Checking data',
  BuildDataset: 'Building features',
  Materialize: 'Updating online features',
  Train: 'Training',
  Evaluate: 'Evaluating',
  Monitor: 'Comparing live traffic',
  Analyze: 'Measuring the rollout',
  SendTraffic: 'Sending traffic',
  BuildTraffic: 'Preparing past requests',
  Score: 'Predicting past requests',
  MeasureServed: 'Measuring what was served',
  Fingerprint: 'Looking for new data',
}

/** A job that runs, as a line with a bar; nothing for one that has ended. */
export function runningView(progress: JobProgress): RunningView[] {
  const { key, kind, subject, state, done, total, unit, message, metrics } = progress
  if (state !== 'started' && state !== 'running') return []
  const known = done !== undefined && total !== undefined && total > 0
  const amount = done === undefined ? '' : `${count(done)}${total === undefined ? '' : ` of ${count(total)}`} ${unit ?? ''}`.trim()
  const values = Object.entries(metrics ?? {}).map(([name, value]) => `${name.replaceAll('_', ' ')} ${Number(value.toPrecision(4))}`)
  return [
    {
      key,
      what: WORDS[kind],
      subject,
      share: known ? Math.min(1, Math.max(0, done / total)) : null,
      detail: [amount, message, ...values].filter(Boolean).join(' · '),
    },
  ]
}

const count = (value: number): string => Math.round(value).toLocaleString('en')
