import { entries, type Rule } from './context.js'

/** Models answer on processors: ONNX Runtime is built without GPUs here. */
export const servingHardware: Rule = ({ spec, report, value }) => {
  for (const [name, { resources }] of entries(spec.endpoints)) {
    if ((resources?.gpu ?? 0) === 0) continue
    report.warning('AF4118', `${name} computes on the processor, and leaves its GPU idle`, value('endpoints', name, 'resources', 'gpu'), {
      suggestion: 'Leave gpu out; ask for more cpu or replicas.',
    })
  }
}
