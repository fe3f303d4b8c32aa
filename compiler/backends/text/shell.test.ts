import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { HOSTILE } from '../../testing/hostile-factory.js'
import { shellCommand } from './shell.js'

test('a shell reads the words back', () => {
  const words = ['plain', 'two words', "it's", '', HOSTILE, '$HOME', '*']
  const read = execFileSync('sh', ['-c', shellCommand(['printf', '%s\\0', ...words])], { encoding: 'utf8' })
  expect(read.split('\0').slice(0, -1)).toEqual(words)
})

test('words that need no quotes have none', () => {
  expect(shellCommand(['aifactory', 'step', 'dvc/steps/a-1.json'])).toBe('aifactory step dvc/steps/a-1.json')
})
