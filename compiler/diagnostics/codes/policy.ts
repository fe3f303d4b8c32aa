import type { CodeEntry } from '../codes.js'

/** AF5xxx: what does not belong into a repository. Examples are parts of spec. */
export const POLICY = {
  AF5001: {
    severity: 'error',
    title: 'Secret in the file',
    explanation:
      'A value has the form of a credential. Once committed it is known to all who can read the history, so it must be revoked as well.',
    example: {
      wrong:
        'models: { late-arrival: { trainer: { runtime: command, command: [python3, train.py], env: { DB_PASSWORD: correct-horse } } } }',
      right:
        'models: { late-arrival: { trainer: { runtime: command, command: [python3, train.py], env: { DB_PASSWORD: { secretRef: { name: database, key: password } } } } } }',
    },
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
