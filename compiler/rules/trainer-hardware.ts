import { entries, type Rule } from './context.js'

/** The built-in trainer computes on what it asks for. */
export const trainerHardware: Rule = ({ spec, report, value }) => {
  for (const [name, { trainer }] of entries(spec.models)) {
    if (trainer.runtime !== 'tfjs') continue
    const gpus = trainer.resourcesPerNode?.gpu ?? 0
    const backend = trainer.parameters?.backend
    const path = ['models', name, 'trainer'] as const
    if (gpus > 0 && (backend === 'wasm' || backend === 'cpu' || backend === 'node')) {
      report.warning(
        'AF4115',
        `the backend ${backend} computes on the processor, and leaves the GPU idle`,
        value(...path, 'parameters', 'backend'),
        {
          suggestion: 'Use backend: gpu or auto, or ask for no GPU.',
          related: [{ message: 'the GPU', at: value(...path, 'resourcesPerNode', 'gpu') }],
        },
      )
    }
    if (gpus > 1 && backend !== 'wasm' && backend !== 'cpu' && backend !== 'node') {
      report.warning('AF4116', `the built-in trainer uses one GPU of ${gpus}`, value(...path, 'resourcesPerNode', 'gpu'), {
        suggestion: 'Ask for one, or bring a trainer of your own.',
      })
    }
    if (gpus === 0 && backend === 'gpu') {
      report.warning('AF4117', 'the backend gpu needs a GPU, and none is asked for', value(...path, 'parameters', 'backend'), {
        suggestion: 'Add resourcesPerNode: { gpu: 1 }, or use backend: auto.',
      })
    }
  }
}
