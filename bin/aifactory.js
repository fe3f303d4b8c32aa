#!/usr/bin/env node
// CommonJS, as the package.json beside it says: an ES module alone takes a tenth of Node's own start-up time.
const { join } = require('node:path')

const dist = join(__dirname, '..', 'dist')
const command = process.argv[2]
if (command === 'validate' || command === 'render') {
  const { loadCached, setFlag } = require('./load-cached.js')
  const { program } = loadCached(join(dist, `${command}.cjs`))
  program.start(process.argv.slice(3)).then((done) => {
    if (done) return
    // Many factories run long enough for optimized code to pay.
    setFlag('--opt')
    startWhole()
  })
} else {
  startWhole()
}

function startWhole() {
  require('node:module').enableCompileCache?.()
  import('../dist/cli.js')
}
