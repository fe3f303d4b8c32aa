#!/usr/bin/env node
// CommonJS, as the package.json beside it says: an ES module alone takes a tenth of Node's own start-up time.
const { join } = require('node:path')

const dist = join(__dirname, '..', 'dist')
if (process.argv[2] === 'validate') {
  const { loadCached } = require('./load-cached.js')
  const { program } = loadCached(join(dist, 'validate.cjs'))
  program.start(process.argv.slice(3)).then((done) => {
    if (done) return
    // Many factories run long enough for optimized code to pay.
    require('node:v8').setFlagsFromString('--opt')
    startWhole()
  })
} else {
  startWhole()
}

function startWhole() {
  require('node:module').enableCompileCache?.()
  import('../dist/cli.js')
}
