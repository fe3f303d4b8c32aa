import { PIPELINE_FIELDS, PIPELINE_NOT_APPLICABLE, PIPELINE_REFUSALS, RESOURCES_ELSEWHERE } from '../pipeline/fields.js'
import { isOneOf } from '../refusal.js'
import { tool } from '../tool.js'

/** Stages that `dvc repro` runs (docs/backends/pipelines.md). */
export const DVC = tool({
  name: 'dvc',
  title: 'DVC',
  concern: 'pipeline',
  about:
    'Stages of DVC, which runs what has changed and keeps data and models by their hashes. Written into the folder `dvc` beside `aifactory.yaml`; `dvc repro dvc/dvc.yaml` runs them, and parameters of trainers are those of `dvc exp run --set-param`.',
  files: {
    'dvc.yaml': 'the stages',
    'params.yaml': 'parameters of the trainers, and the time up to which data is seen',
    'steps/STAGE.json': 'what each stage does, for `aifactory step`',
  },
  kept: ['dvc.lock', '.gitignore'],
  needs: [
    { kind: 'program', name: 'dvc', least: '3.0', install: 'pip install dvc' },
    { kind: 'program', name: 'git', least: '2.0', install: 'the package git' },
  ],
  fields: PIPELINE_FIELDS.filter((field) => field !== 'metadata.name'),
  refusals: [
    ...PIPELINE_REFUSALS,
    {
      code: 'AF6244',
      field: 'spec.pipeline.engine',
      when: (engine) => engine !== 'jobs',
      message: (engine) => `DVC runs its stages itself, without ${String(engine)}`,
      suggestion: 'Use engine: jobs.',
    },
    {
      code: 'AF6244',
      severity: 'warning',
      field: 'spec.pipeline.schedule',
      message: 'DVC runs when it is called: nothing starts it by this schedule',
      suggestion: 'Call `dvc repro` from a scheduler of yours.',
    },
    {
      code: 'AF6244',
      severity: 'warning',
      field: 'spec.models.*.retrain.schedule',
      message: 'DVC runs when it is called: nothing starts it by this schedule',
      suggestion: 'Call `dvc repro` from a scheduler of yours.',
    },
    { code: 'AF6244', field: 'spec.pipeline.catchup', when: isOneOf(true), message: 'DVC does not make up for missed runs' },
  ],
  notApplicable: {
    ...PIPELINE_NOT_APPLICABLE,
    ...RESOURCES_ELSEWHERE,
    'spec.pipeline.retries': 'DVC tries a stage once',
    'spec.models.*.trainer.retries': 'DVC tries a stage once',
    'spec.models.*.trainer.queueName': 'DVC runs stages where it is called',
  },
})
