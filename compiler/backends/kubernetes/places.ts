/** Where things are inside the containers, and on the volume that jobs and servers share. */
export const VOLUME_ROOT = '/var/lib/aifactory'
/** The checkout of the repository: relative paths of sources, and code of trainers, start here. */
export const WORKSPACE = '/workspace'
export const CONFIG_DIR = '/etc/aifactory'

export const CHECKOUT_FOLDER = 'workspace'
export const ONLINE_FOLDER = 'online'
export const LOG_FOLDER = 'inference-log'
export const ONLINE_STORE = `${VOLUME_ROOT}/${ONLINE_FOLDER}/features.db`

/** Name of the environment variable that tells a step the name of its run; steps write it as {run} in places. */
export const RUN_VARIABLE = 'AIFACTORY_RUN'

/** Folders where the stages of a training run write. */
export interface StagePlaces {
  readonly validation: (source: string) => string
  readonly dataset: string
  readonly model: string
  readonly evaluation: string
}

type StageHashes = { readonly dataset: string; readonly train: string; readonly evaluate: string }

/** Places by content: equal definitions share results, and a finished stage is not done again. */
export function addressedPlaces(hashes: StageHashes, sourceHash: (source: string) => string): StagePlaces {
  const artifacts = `${VOLUME_ROOT}/artifacts`
  return {
    validation: (source) => `${artifacts}/validations/${sourceHash(source)}`,
    dataset: `${artifacts}/datasets/${hashes.dataset}`,
    model: `${artifacts}/models/${hashes.train}`,
    evaluation: `${artifacts}/evaluations/${hashes.evaluate}`,
  }
}

/** Places of a run that a schedule starts: new ones each time, since the data is new. */
export function scheduledPlaces(): StagePlaces {
  const run = `${VOLUME_ROOT}/runs/{run}`
  return {
    validation: (source) => `${run}/validate-${source}`,
    dataset: `${run}/dataset`,
    model: `${run}/model`,
    evaluation: `${run}/evaluation`,
  }
}

export function logDir(endpoint: string): string {
  return `${VOLUME_ROOT}/${LOG_FOLDER}/${endpoint}`
}

/** The record of the version that serves, which the control plane writes when it promotes one. */
export function championRecord(registeredModel: string, alias: string): string {
  return `${VOLUME_ROOT}/registry/${registeredModel}/${alias}.json`
}
