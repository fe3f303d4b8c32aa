import { durationMillis } from '../../schema/duration.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import { entries, type Rule } from './context.js'

/** A budget of GPU-hours is of a model that trains on GPUs, and holds at least one run. */
export const gpuBudgets: Rule = ({ spec, report, value }) => {
  for (const [name, { trainer, retrain }] of entries(spec.models)) {
    const hours = retrain?.budget?.gpuHours
    if (hours === undefined) continue
    const at = value('models', name, 'retrain', 'budget', 'gpuHours')
    const gpus = (trainer.resourcesPerNode?.gpu ?? 0) * (trainer.numNodes ?? 1)
    const timeout = trainer.timeout ?? DEFAULTS.TfjsTrainer.timeout
    const most = (gpus * durationMillis(timeout)) / 3_600_000
    if (gpus === 0) {
      report.warning('AF4105', `${name} trains without a GPU, so that a budget of GPU-hours is never used`, at, {
        suggestion: 'Use runs, or ask for GPUs in trainer.resourcesPerNode.',
      })
    } else if (trainer.timeout !== undefined && most > hours) {
      report.warning('AF4106', `one run may take ${timeout} on ${gpus} GPUs, which is ${most} GPU-hours, more than the budget`, at, {
        suggestion: 'Shorten the timeout, or raise the budget.',
        related: [{ message: 'the timeout', at: value('models', name, 'trainer', 'timeout') }],
      })
    }
  }
}
