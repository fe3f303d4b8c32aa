const { readFileSync } = require('node:fs')
const { setFlagsFromString } = require('node:v8')
const { Script } = require('node:vm')

/**
 * Runs a bundle with the compiled code that the build left beside it, as module.enableCompileCache() does where there is
 * one (Node 22). V8 refuses compiled code of another version, of other flags or of another source, and compiles anew.
 */
function loadCached(file) {
  // A program of 40 ms ends before optimized code pays for the threads that make it.
  setFlagsFromString('--no-opt')
  const script = new Script(`(function (exports, require, module) {${readFileSync(file, 'latin1')}\n})`, {
    filename: file,
    cachedData: readIfThere(`${file}.cache`),
  })
  const module = { exports: {} }
  script.runInThisContext()(module.exports, require, module)
  return { script, program: module.exports }
}

function readIfThere(file) {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

module.exports = { loadCached }
