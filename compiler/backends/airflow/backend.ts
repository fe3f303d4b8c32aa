import { PIPELINE_FIELDS, PIPELINE_NOT_APPLICABLE, PIPELINE_REFUSALS, RESOURCES_ELSEWHERE } from '../pipeline/fields.js'
import { tool } from '../tool.js'

/** A DAG for each model (docs/backends/pipelines.md). */
export const AIRFLOW = tool({
  name: 'airflow',
  title: 'Airflow 3',
  concern: 'pipeline',
  about:
    'A DAG for each model, of the same steps as elsewhere: validations, dataset, training, evaluation, gates and registration. Tasks run `aifactory step` on their worker, in a folder for each run, and see data up to the logical date, so that a backfill trains on what was known then.',
  files: { 'FACTORY_dags.py': 'the DAGs' },
  needs: [{ kind: 'python', name: 'apache-airflow', least: '3.0', install: 'pip install apache-airflow' }],
  fields: [...PIPELINE_FIELDS, 'metadata.labels.**'],
  refusals: [
    ...PIPELINE_REFUSALS,
    {
      code: 'AF6251',
      field: 'spec.pipeline.engine',
      when: (engine) => engine !== 'jobs' && engine !== 'airflow',
      message: (engine) => `a DAG of Airflow is not run by ${String(engine)}`,
      suggestion: 'Use engine: airflow.',
    },
  ],
  notApplicable: {
    ...PIPELINE_NOT_APPLICABLE,
    ...RESOURCES_ELSEWHERE,
    'spec.models.*.trainer.code[]': 'programs run in the checkout as it is',
  },
})
