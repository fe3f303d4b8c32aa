import type { Factory } from '../graph/factory.js'
import type { Files, RenderTool } from './tool.js'
import type { ToolName } from './tool-names.js'

const RENDERERS: Readonly<Record<ToolName, () => Promise<RenderTool>>> = {
  prometheus: async () => (await import('./prometheus/render.js')).renderPrometheus,
  'great-expectations': async () => (await import('./great-expectations/render.js')).renderGreatExpectations,
  pandera: async () => (await import('./pandera/render.js')).renderPandera,
  dvc: async () => (await import('./dvc/render.js')).renderDvc,
  airflow: async () => (await import('./airflow/render.js')).renderAirflow,
}

/** What a tool reads of a factory that was compiled for it. */
export async function renderTool(name: ToolName, factory: Factory): Promise<Files> {
  return (await RENDERERS[name]())(factory)
}
