import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { secretVariable } from '../../reconciler/engine/context.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import type { SecretRef } from '../../schema/generated/aifactory.js'
import type { JobStep } from '../../schema/generated/jobs.js'
import type { StepFolders } from './step-command.js'

/** A step of a cluster with what there would be the cluster's to see to. */
export interface PipelineStep extends JobStep {
  readonly timeoutMs?: number
  /** Variables of the trainer's program, and the secrets that they hold. */
  readonly secrets?: Readonly<Record<string, SecretRef>>
}

export interface Parameters {
  readonly asOf?: string
  readonly models?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** Parameters as DVC keeps them: as_of, and models.NAME. */
export async function readParameters(file: string): Promise<Parameters> {
  const read: unknown = parse(await readFile(file, 'utf8'))
  if (typeof read !== 'object' || read === null) return {}
  const { as_of: asOf, models } = read as { as_of?: unknown; models?: Parameters['models'] }
  if (asOf === null || asOf === undefined) return { models }
  const time = asOf instanceof Date ? asOf.getTime() : Date.parse(String(asOf))
  if (Number.isNaN(time))
    throw new AIFactoryError('AF7012', `${file}: as_of is not a time`, { hint: 'Write it in RFC 3339, or null for now.' })
  return { asOf: new Date(time).toISOString(), models }
}

/** A step with the folders of this machine: places below the state (of the run), data and code below the root. */
export function resolveStep(step: PipelineStep, { root, state, run }: StepFolders, { models }: Parameters = {}): JobStep {
  const place = (path: string): string => resolve(state, inRun(path, run))
  const { job, places, needs, champion, timeoutMs: _, secrets: __, ...rest } = step
  const { baseDir, trainer, ...more } = job as JobStep['job'] & { baseDir?: string; trainer?: Record<string, unknown>; model?: string }
  const given = models?.[String(more.model)]
  return {
    ...rest,
    job: {
      ...more,
      ...(baseDir !== undefined && { baseDir: resolve(root, baseDir) }),
      ...(trainer !== undefined && {
        trainer: {
          ...trainer,
          ...(typeof trainer.codeDir === 'string' && { codeDir: resolve(root, trainer.codeDir) }),
          ...(given !== undefined && { parameters: { ...(trainer.parameters as object), ...given } }),
        },
      }),
    },
    places: {
      ...Object.fromEntries(Object.entries(places).map(([name, path]) => [name, place(path)])),
      outputDir: place(places.outputDir),
    },
    ...(needs && { needs: needs.map(place) }),
    ...(champion !== undefined && { champion: place(champion) }),
  }
}

/** @throws AIFactoryError AF7011 where a place belongs to a run and none is named. */
export function inRun(path: string, run: string | undefined): string {
  if (!path.includes('{run}')) return path
  if (run === undefined) throw new AIFactoryError('AF7011', 'the step belongs to a run', { hint: 'Name it with --run.' })
  return path.replaceAll('{run}', run)
}

/**
 * The variables of a step's secrets, with their values of this machine.
 * @throws AIFactoryError AF8014 for one that is not set.
 */
export function secretsOf({ secrets = {} }: PipelineStep, environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(secrets).map(([name, ref]) => {
      const value = environment[secretVariable(ref)]
      if (value !== undefined) return [name, value]
      throw new AIFactoryError('AF8014', 'the trainer needs a secret that is not set', {
        hint: `Set the environment variable ${secretVariable(ref)}.`,
      })
    }),
  )
}
