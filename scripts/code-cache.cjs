// Leaves compiled code beside dist/COMMAND.cjs: it is run once, so that what a run needs is compiled, and kept.
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { loadCached } = require('../bin/load-cached.js')

const file = join(__dirname, '..', 'dist', `${process.argv[2]}.cjs`)
const { script, program } = loadCached(file)
program.start([join(__dirname, '..', 'examples', 'flight-delays')]).then(() => writeFileSync(`${file}.cache`, script.createCachedData()))
