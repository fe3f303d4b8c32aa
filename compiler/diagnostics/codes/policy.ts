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
  AF5002: {
    severity: 'warning',
    title: 'Image that changes',
    explanation:
      'A tag that is missing, or latest, is another image whenever somebody pushes one: the same file would train and serve something else.',
    example: {
      wrong: 'platform: { images: { runtime: "example/runtime:latest" } }',
      right: 'platform: { images: { runtime: "example/runtime:1.4.2" } }',
    },
  },
  AF5003: {
    severity: 'warning',
    title: 'Personal data as an input',
    explanation:
      'A column whose name is that of personal data is sent with each request, learned from, and kept in the log. By its name alone, so it may be a false alarm.',
    example: {
      wrong: 'sources: { flights: { schema: { pilot_email: string } } }\ndatasets: { departures: { request: [distance, pilot_email] } }',
      right: 'datasets: { departures: { request: [distance, origin] } }',
    },
  },
  AF5004: {
    severity: 'warning',
    title: 'Production without a model card',
    explanation:
      'The file has a target for production, and a model that serves does not say what it is for or whom to ask. Told where the file is checked or rendered for Kubernetes.',
    example: {
      wrong: 'targets: { dev: { default: true }, prod: {} }',
      right:
        'targets: { dev: { default: true }, prod: {} }\nmodels: { late-arrival: { modelCard: { intendedUse: Warn passengers., owners: [ops@example.com] } } }',
    },
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
