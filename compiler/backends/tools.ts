import { AIRFLOW } from './airflow/backend.js'
import { DVC } from './dvc/backend.js'
import { GREAT_EXPECTATIONS } from './great-expectations/backend.js'
import { PANDERA } from './pandera/backend.js'
import { PROMETHEUS } from './prometheus/backend.js'
import type { Tool } from './tool.js'

/** Every tool that a factory can be rendered for. What renders is apart from it, so that a check does not load it. */
export const TOOLS: readonly Tool[] = [PROMETHEUS, GREAT_EXPECTATIONS, PANDERA, DVC, AIRFLOW]
