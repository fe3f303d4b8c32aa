import { stringify } from 'yaml'

/** What ends strings, begins comments, actions, variables or commands in the languages that are written, and signs that need escapes. */
export const HOSTILE = `a"b'c\\d\`e\n{{ .x }} \${HOME} $(id) %s {% x %} """ ''' # -- // */ --> \u2028\u0085é\u{1f600} __import__("os").system("id") ${'`'}id\`;\nend`

/** A column's name in SQL, and a text. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/**
 * A factory with a hostile text wherever the language takes any text, and with words of other languages for names. It has no
 * problems, so that every backend has to write it.
 */
export function hostileFactory(text: string = HOSTILE): string {
  const driver = `driver ${text}`
  return stringify({
    apiVersion: 'aifactory.dev/v1',
    kind: 'AIFactory',
    metadata: { name: 'null', description: text, annotations: { note: text } },
    spec: {
      sources: {
        class: {
          description: text,
          owners: [text],
          format: 'csv',
          path: `data/${text.replaceAll(/[/*?[\]{}\\]/g, '_')}.csv`,
          timestampField: 'at',
          createdTimestampField: 'known_at',
          schema: { at: 'timestamp', known_at: 'timestamp', [driver]: 'string', distance: 'float64', minutes: 'float64' },
          expectations: [
            { expect: 'not_null', columns: [driver], description: text },
            { expect: 'in_set', column: driver, values: [text, 'plain'] },
            { expect: 'matches', column: driver, pattern: `^[^${'x'}]*"'\\\\#\`$` },
            { expect: 'sql', expression: `${quoted(driver)} <> ${literal(text)}` },
          ],
        },
      },
      entities: { None: { description: text, joinKeys: [driver] } },
      featureViews: {
        lambda: {
          description: text,
          entities: ['None'],
          source: 'class',
          ttl: '30d',
          online: true,
          features: {
            import: {
              description: text,
              aggregate: 'mean',
              expression: `CASE WHEN ${quoted(driver)} = ${literal(text)} THEN 1 ELSE 0 END`,
              window: '7d',
            },
          },
        },
      },
      datasets: {
        yield: {
          description: text,
          source: 'class',
          label: { expression: `minutes > 15 AND ${literal(text)} <> ''`, type: 'bool' },
          request: ['distance', driver],
          features: ['lambda:*'],
          split: { by: 'time', test: '20%' },
        },
      },
      models: {
        true: {
          description: text,
          task: 'binary_classification',
          dataset: 'yield',
          trainer: {
            runtime: 'command',
            command: ['python3', text],
            code: ['train ${HOME} "x".py'],
            parameters: { [text]: text },
            env: { NOTE: text },
          },
          gates: { metrics: [{ metric: 'roc_auc', min: 0.5 }] },
          retrain: { schedule: '0 3 * * *' },
          modelCard: { intendedUse: text, owners: [text] },
        },
      },
      endpoints: { yes: { model: 'true', description: text, objectives: { availability: '99%', latency: { under: '100ms' } } } },
      monitors: { off: { endpoint: 'yes', drift: [{ column: 'prediction', method: 'psi', threshold: 0.2, actions: ['alert'] }] } },
      notifications: [{ to: 'slack', on: ['drift', 'promoted'], channel: text, secretRef: { name: 'slack', key: 'url' } }],
    },
  })
}
