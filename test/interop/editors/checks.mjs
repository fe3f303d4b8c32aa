/** Counts what holds. Each file of this suite prints its counts last, and `run` adds them up. */
export function checks() {
  let passed = 0
  let failed = 0
  return {
    async check(name, run) {
      try {
        await run()
        passed++
        console.log(`ok   ${name}`)
      } catch (error) {
        failed++
        console.log(`FAIL ${name}\n${String(error?.stack ?? error).replace(/^/gm, '     ')}`)
      }
    },
    expect(holds, message) {
      if (!holds) throw new Error(message)
    },
    finish() {
      console.log(`counts ${passed} ${failed}`)
      process.exitCode = failed === 0 ? 0 : 1
    },
  }
}
