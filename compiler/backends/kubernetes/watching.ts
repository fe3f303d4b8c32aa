import type { Factory } from '../../graph/factory.js'
import { cronJob } from './cron-job.js'
import { hashOf } from './labels.js'
import type { KubernetesObject } from './object.js'
import { isServed, materializeStep } from './steps/data-steps.js'
import { monitorStep } from './steps/monitor-step.js'
import { STEP_TIMEOUT } from './steps/step.js'

/** A CronJob for each online view that an endpoint's model uses. */
export function materializations(factory: Factory): KubernetesObject[] {
  return Object.values(factory.views)
    .filter((view) => view.online && isServed(factory, view.name))
    .flatMap((view) =>
      cronJob(factory, {
        component: 'materialize',
        instance: view.name,
        hash: hashOf(factory, `view/${view.name}`),
        schedule: view.schedule,
        steps: [materializeStep(factory, view.name)],
        retries: factory.pipeline.retries,
        deadlineMs: STEP_TIMEOUT,
        spot: false,
      }),
    )
}

/** A CronJob for each monitor. */
export function monitors(factory: Factory): KubernetesObject[] {
  return Object.values(factory.monitors).flatMap((monitor) =>
    cronJob(factory, {
      component: 'monitor',
      instance: monitor.name,
      hash: hashOf(factory, `monitor/${monitor.name}`),
      schedule: monitor.schedule,
      steps: [monitorStep(factory, monitor)],
      retries: factory.pipeline.retries,
      deadlineMs: STEP_TIMEOUT,
      spot: false,
    }),
  )
}
