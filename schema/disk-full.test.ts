import { expect, it } from 'vitest'
import { AIFactoryError } from './diagnostic.js'
import { diskFullError } from './disk-full.js'

const failure = (code: string): Error => Object.assign(new Error(`${code}: no space`), { code })

it.each(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL'])('%s is a full disk, which may be free again later', (code) => {
  expect(diskFullError(failure(code))).toMatchObject({ code: 'AF8005', retryable: true, detail: `${code}: no space` })
})

it.each([failure('EACCES'), new Error('ENOSPC'), new AIFactoryError('AF7005', 'damaged'), 'ENOSPC', undefined])('%s is none', (error) => {
  expect(diskFullError(error)).toBeUndefined()
})
