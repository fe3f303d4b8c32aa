// A job program that does what its spec tells it to, step by step: `job --pool`, with the channel of the real one.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const stepsOf = (spec) =>
  spec.kind === 'Train' ? spec.trainer.parameters.steps : JSON.parse(spec.kind === 'BuildDataset' ? spec.dataset.filter : spec.source.path)

/** Waits for a file that the test writes. */
const appears = async (path) => {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5))
}

async function run(specPath) {
  const spec = JSON.parse(readFileSync(specPath, 'utf8'))
  const place = (path) => {
    const target = join(spec.outputDir, path)
    mkdirSync(dirname(target), { recursive: true })
    return target
  }
  const fail = (error) => {
    writeFileSync(place('error.json'), JSON.stringify(error))
    return false
  }
  for (const step of stepsOf(spec)) {
    if (step.tell) process.send({ line: { type: 'progress', done: 1, message: String(process.pid), ...step.tell } })
    if (step.log) process.send({ line: { type: 'log', message: step.log } })
    if (step.count) appendFileSync(step.count, `${process.pid}\n`)
    if (step.write) writeFileSync(place(step.write), step.content)
    if (step.checkpoint) writeFileSync(place(join('../checkpoint', step.checkpoint)), 'x')
    if (step.resumed) writeFileSync(place('resumed'), String(existsSync(join(spec.checkpointDir, step.resumed))))
    if (step.await) await appears(step.await)
    if (step.say) process.stderr.write(step.say)
    if (step.exit !== undefined) process.exit(step.exit)
    if (step.fail) return fail(step.fail)
    // Fails as many times as it is told to, counted in a file.
    if (step.failFirst) {
      appendFileSync(step.in, '.')
      if (readFileSync(step.in, 'utf8').length <= step.failFirst) return fail(step.with)
    }
    if (step.silent) return true
  }
  writeFileSync(place('result.json'), JSON.stringify({ kind: spec.kind }))
  return true
}

process.on('disconnect', () => process.exit(0))
process.on('message', async ({ spec }) => process.send({ done: true, ok: await run(spec) }))
