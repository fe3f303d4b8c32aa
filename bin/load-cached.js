const { readFileSync } = require('node:fs')
const { Script } = require('node:vm')

/**
 * Runs a bundle with the compiled code that the build left beside it, as module.enableCompileCache() does where there is
 * one (Node 22). V8 refuses compiled code of another version, of other flags or of another source, and compiles anew.
 */
function loadCached(file) {
  // A program of 40 ms ends before optimized code pays for the threads that make it.
  setFlag('--no-opt')
  const script = new Script(readFileSync(file, 'latin1'), { filename: file, cachedData: readIfThere(`${file}.cache`) })
  const module = { exports: {} }
  script.runInThisContext()(module.exports, require, module)
  return { script, program: module.exports }
}

/** require('node:v8') loads all of Node's streams, a tenth of what a small command takes; what it wraps is there already. */
function setFlag(flag) {
  const { noDeprecation } = process
  let set
  try {
    process.noDeprecation = true
    set = process.binding('v8').setFlagsFromString
  } catch {
    // Node may take it away, as it says.
  } finally {
    process.noDeprecation = noDeprecation
  }
  set ??= require('node:v8').setFlagsFromString
  set(flag)
}

function readIfThere(file) {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

module.exports = { loadCached, setFlag }
