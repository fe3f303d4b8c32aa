import { readFile, stat } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { fileDigest } from '../../schema/artifact-store.js'
import { digestOf } from '../../schema/digest.js'
import type { FingerprintJob, JobResult } from '../../schema/generated/jobs.js'
import type { JobContext } from '../job-context.js'
import { replaceFile } from '../step/as-of.js'
import { glob } from './glob.js'

type Known = Record<string, { readonly size: number; readonly modified: number; readonly digest: string }>

/** The digest of the paths and contents of all files of each source; that of nothing where there are none. */
export async function fingerprintSources(job: FingerprintJob, context: JobContext): Promise<JobResult> {
  const known = await remembered(job.memory)
  const next: Known = {}
  const fingerprints: Record<string, string> = {}
  for (const [index, { name, path: pattern }] of job.sources.entries()) {
    const digests: Record<string, string> = {}
    for (const file of await glob(job.baseDir, pattern)) {
      const path = relative(job.baseDir, file).split(sep).join('/')
      const { size, mtimeMs: modified } = await stat(file)
      const before = known[path]
      const digest = before?.size === size && before.modified === modified ? before.digest : await fileDigest(file)
      next[path] = { size, modified, digest }
      digests[path] = digest
    }
    fingerprints[name] = digestOf(digests)
    context.progress({ done: index + 1, total: job.sources.length, unit: 'sources' })
  }
  await replaceFile(job.memory, JSON.stringify(next)).catch(() => context.log('what was read could not be remembered'))
  return { kind: 'Fingerprint', fingerprints }
}

/** What is remembered only saves reading: a file that is not there or broken is as good as none. */
async function remembered(path: string): Promise<Known> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Known
  } catch {
    return {}
  }
}
