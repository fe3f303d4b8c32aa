import { expect, test } from 'vitest'
import { FINDINGS, NOTHING } from './fixtures/findings.js'
import { junit } from './junit.js'

test('errors fail, the rest is said; numbers agree with the cases', () => {
  const text = junit(FINDINGS)
  const suites = [...text.matchAll(/<testsuite name="([^"]*)" tests="(\d+)" failures="(\d+)"/g)].map(([, name, ...counts]) => [
    name,
    ...counts,
  ])
  expect(suites).toEqual([
    ['teams/data science/aifactory.yaml', '3', '1'],
    ['shop', '1', '1'],
  ])
  expect(text.match(/<testcase /g)).toHaveLength(4)
  expect(text.match(/<failure /g)).toHaveLength(2)
  expect(text).toContain('<testsuites name="aifactory validate" tests="4" failures="2" errors="0">')
})

test('text of a file is text of the document', () => {
  const text = junit(FINDINGS)
  expect(text).toContain('100%, a|b: &lt;b&gt;&amp;"\'&lt;/b&gt;')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]|\p{Surrogate}/u)
})

test('a file without problems is a case that passes', () => {
  expect(junit(NOTHING)).toContain('<testcase name="no problems" classname="." time="0"/>')
})
