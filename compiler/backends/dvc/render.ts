import type { Factory, LinkedModel } from '../../graph/factory.js'
import type { JsonMap } from '../kubernetes/object.js'
import { writeYaml } from '../kubernetes/write-yaml.js'
import { type Stage, stagesOf } from '../pipeline/stages.js'
import { shellCommand } from '../text/shell.js'
import { type Files, filesOf } from '../tool.js'

/** The folder beside aifactory.yaml that the files are written to, and the one where stages write. */
const FOLDER = 'dvc'
const STATE = 'artifacts'

export function renderDvc(factory: Factory): Files {
  const stages = new Map(
    Object.values(factory.models).flatMap((model) => stagesOf(factory, model, (id) => id).map((stage) => [stage.id, { stage, model }])),
  )
  const shown = [...stages.values()]
  return filesOf({
    'dvc.yaml': writeYaml({ stages: Object.fromEntries(shown.map(({ stage, model }) => [stage.id, dvcStage(stage, model, stages)])) }),
    'params.yaml': writeYaml({
      as_of: null,
      models: Object.fromEntries(
        Object.values(factory.models).map((model) => [model.name, model.trainer.runtime === 'container' ? {} : model.trainer.parameters]),
      ),
    }),
    ...Object.fromEntries(shown.map(({ stage }) => [`steps/${stage.id}.json`, `${JSON.stringify(stage.step, null, 2)}\n`])),
  })
}

function dvcStage(stage: Stage, model: LinkedModel, stages: ReadonlyMap<string, { readonly stage: Stage }>): JsonMap {
  const file = `${FOLDER}/steps/${stage.id}.json`
  const params = `${FOLDER}/params.yaml`
  const metrics = `${STATE}/metrics/${stage.id}.json`
  const read = [...new Set([...stage.reads, ...stage.after.map((id) => `${STATE}/${stages.get(id)?.stage.writes ?? id}`), file])]
  const command = ['aifactory', 'step', file, '--state', STATE, '--parameters', params]
  const used = stage.kind === 'train' ? [`models.${model.name}`] : stage.kind === 'validate' || stage.kind === 'dataset' ? ['as_of'] : []
  return {
    cmd: template(shellCommand(stage.kind === 'evaluate' ? [...command, '--metrics', metrics] : command)),
    desc: template(`${stage.kind} ${stage.subject}`),
    wdir: '..',
    deps: read.map(template),
    outs: [`${STATE}/${stage.writes}`],
    ...(used.length > 0 && { params: [{ [params]: used }] }),
    ...(stage.kind === 'evaluate' && { metrics: [{ [metrics]: { cache: false } }] }),
  }
}

/** DVC fills in ${...}, so that text which has it is escaped. */
function template(text: string): string {
  return text.replaceAll('${', '\\${')
}
