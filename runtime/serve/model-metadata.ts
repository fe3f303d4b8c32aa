import type { Deployed } from './deployed.js'
import { DATATYPE } from './tensor-column.js'

/** GET /v2/models/{m}[/versions/{v}] of the Open Inference Protocol. Inputs are what the caller sends, looked-up features left out. */
export function modelMetadata(model: string, versions: readonly number[], { plan, format }: Deployed) {
  return {
    name: model,
    versions: versions.map(String),
    platform: 'onnx_onnxv1',
    inputs: plan.sent.map(({ name, type, required }) => ({
      name,
      datatype: DATATYPE[type],
      shape: [-1],
      ...(required ? {} : { parameters: { optional: true } }),
    })),
    outputs: format.outputs.map(({ name, datatype, shape }) => ({ name, datatype, shape: [...shape] })),
  }
}
