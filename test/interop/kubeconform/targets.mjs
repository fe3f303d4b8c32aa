// Prints the names of the targets of an aifactory.yaml, a line each.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

const { spec } = parse(readFileSync(process.argv[2], 'utf8'))
console.log(Object.keys(spec.targets ?? {}).join('\n'))
