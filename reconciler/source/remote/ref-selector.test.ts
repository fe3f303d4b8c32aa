import { expect, it } from 'vitest'
import { parseRefs } from './native-transport.js'
import { checkSelector, chooseCommit } from './ref-selector.js'
import { repositoryAddress } from './repository-address.js'

it.each(['main', 'release/2', 'v1.2.3', 'füße', 'a-b_c.d'])('takes the name %s', (branch) => {
  checkSelector({ branch })
})

it.each([
  '-f',
  '--upload-pack=x',
  'a b',
  'a..b',
  'a@{1}',
  '@',
  '',
  'a/',
  '/a',
  'a.lock',
  'a//b',
  'a\nb',
  'a^',
  '.a',
  'a/.b',
  'a:b',
  'a\\b',
  '*',
])('refuses the name %j', (branch) => {
  expect(() => checkSelector({ branch })).toThrow(expect.objectContaining({ code: 'AF8401' }))
  expect(() => checkSelector({ tag: branch })).toThrow(expect.objectContaining({ code: 'AF8401' }))
})

it.each([{ commit: 'abc' }, { commit: `${'a'.repeat(40)} ` }, { semver: 'not a range' }])('refuses %j', (selector) => {
  expect(() => checkSelector(selector)).toThrow(expect.objectContaining({ code: 'AF8401' }))
})

it.each([
  ['https://example.com/a/b.git', 'https', 'https://example.com/a/b.git', 'https://example.com'],
  ['https://example.com:8443/a', 'https', 'https://example.com:8443/a', 'https://example.com:8443'],
  ['ssh://git@example.com:2222/a', 'ssh', 'ssh://git@example.com:2222/a', 'ssh://example.com:2222'],
  ['git@example.com:team/a.git', 'ssh', 'ssh://git@example.com/team/a.git', 'ssh://example.com'],
])('reads the address %s', (text, protocol, url, origin) => {
  expect(repositoryAddress(text)).toMatchObject({ protocol, url, origin })
})

it.each([
  '--upload-pack=touch /tmp/x',
  '-oProxyCommand=x',
  'ssh://-oProxyCommand=x/a',
  'ssh://%2doProxyCommand=x/a',
  'ssh://-l@example.com/a',
  '-x@example.com:a',
  'ext::sh -c touch% /tmp/x',
  'ext::sh',
  'file:///etc',
  'http://example.com/a',
  'git://example.com/a',
  '/etc/passwd',
  '../a',
  'https://',
  'https://example.com',
  'https://example.com/a b',
  'https://example.com/a\n',
  'https://example.com/a?x=1',
  'https://bot:secret@example.com/a',
  'https://token@example.com/a',
  'ssh://git:secret@example.com/a',
  'example.com:a',
])('refuses the address %j, and does not repeat a password', (text) => {
  expect(() => repositoryAddress(text)).toThrow(expect.objectContaining({ code: 'AF8401', message: expect.not.stringContaining('secret') }))
})

it('takes the highest version, and of equal ones the first by name', () => {
  const refs = ['v1.2.0', '1.10.0', 'v1.10.0', 'v2.0.0-rc.1', 'latest'].map((name, i) => ({ name: `refs/tags/${name}`, commit: String(i) }))
  expect(chooseCommit({ semver: '>=1' }, refs)).toEqual({ commit: '1', ref: 'refs/tags/1.10.0' })
  expect(chooseCommit({ semver: '>=2.0.0-0' }, refs)).toEqual({ commit: '3', ref: 'refs/tags/v2.0.0-rc.1' })
})

it('reads what git lists, tags as the commits that they were put on', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(40))
  const text = `${a}\tHEAD\n${a}\trefs/heads/main\n${b}\trefs/tags/v1\n${c}\trefs/tags/v1^{}\nnonsense\n`
  expect(parseRefs(text)).toEqual([
    { name: 'HEAD', commit: a },
    { name: 'refs/heads/main', commit: a },
    { name: 'refs/tags/v1', commit: c },
  ])
})
