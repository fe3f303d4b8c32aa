import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkJob, type JobStep } from '../../testing/job-request.js'
import { JobProcess } from './job-process.js'

const program = fileURLToPath(new URL('../../testing/programs/job.mjs', import.meta.url))

let folder: string
let jobs: JobProcess
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aifactory-process-'))
  jobs = new JobProcess(program)
})
afterEach(async () => {
  await jobs.stop()
  rmSync(folder, { recursive: true, force: true })
})

function specOf(steps: readonly JobStep[]): string {
  const path = join(folder, 'job.json')
  writeFileSync(path, JSON.stringify({ ...checkJob(steps).spec, outputDir: join(folder, 'out') }))
  return path
}

const quiet = { onLine: () => {} }
const never: JobStep = { await: '/never' }

describe('a process', () => {
  it('runs one job after another', async () => {
    expect(await jobs.run(specOf([]), quiet)).toEqual({ ok: true })
    const { pid } = jobs
    expect(await jobs.run(specOf([{ fail: { code: 'AF7200', message: 'no' } }]), quiet)).toMatchObject({ ok: false })
    expect([jobs.pid, jobs.busy]).toEqual([pid, false])
  })

  it('that was ended for its time takes no part in the job that follows at once', async () => {
    await expect(jobs.run(specOf([never]), { ...quiet, timeoutMs: 1 })).rejects.toMatchObject({ code: 'AF8015', retryable: true })
    expect(await jobs.run(specOf([]), quiet)).toEqual({ ok: true })
  })

  it('that is stopped fails the job that it runs, and is followed by another', async () => {
    const cut = jobs.run(specOf([never]), quiet)
    void jobs.stop()
    await expect(cut).rejects.toMatchObject({ code: 'AF8016', retryable: true })
    expect(await jobs.run(specOf([]), quiet)).toEqual({ ok: true })
  })

  it('that was killed while idle is no bug of this one', async () => {
    await jobs.run(specOf([]), quiet)
    if (jobs.pid !== undefined) process.kill(jobs.pid, 'SIGKILL')
    // Either its end is known by then, or the job fails in a way that trying again helps.
    const outcome = await jobs.run(specOf([]), quiet).catch((error: { code: string }) => error.code)
    expect([JSON.stringify({ ok: true }), '"AF8016"']).toContain(JSON.stringify(outcome))
    expect(await jobs.run(specOf([]), quiet)).toEqual({ ok: true })
  })
})
