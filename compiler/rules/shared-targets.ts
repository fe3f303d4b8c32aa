import { entries, type Rule } from './context.js'

/** Environments do not write over each other. */
export const sharedTargets: Rule = ({ spec, report, value }) => {
  const seen = new Map<string, string>()
  for (const [name, target] of entries(spec.targets)) {
    const platform: unknown = target.platform
    const namespace = typeof platform === 'object' && platform !== null && 'namespace' in platform ? platform.namespace : undefined
    if (typeof namespace !== 'string') continue
    const first = seen.get(namespace)
    if (first === undefined) {
      seen.set(namespace, name)
      continue
    }
    report.warning(
      'AF4150',
      `${first} and ${name} render the same objects into the namespace ${namespace}`,
      value('targets', name, 'platform', 'namespace'),
      {
        suggestion: 'Give each target a namespace of its own.',
        related: [{ message: 'the other target', at: value('targets', first, 'platform', 'namespace') }],
      },
    )
  }
}
