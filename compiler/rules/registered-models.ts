import { entries, type Rule } from './context.js'

/** Each model has a name of its own in the registry, and its two aliases differ. */
export const registeredModels: Rule = ({ spec, report, key, value }) => {
  const owners = new Map<string, string>()
  for (const [name, { registeredModel, aliases }] of entries(spec.models)) {
    const registered = registeredModel ?? name
    const other = owners.get(registered)
    const at = registeredModel === undefined ? key('models', name) : value('models', name, 'registeredModel')
    if (other === undefined) owners.set(registered, name)
    else {
      report.error('AF4033', `${other} is registered as "${registered}" already`, at, {
        suggestion: 'Give each model a registeredModel of its own.',
        related: [{ message: 'the other model', at: key('models', other) }],
      })
    }
    const { champion = 'champion', challenger = 'challenger' } = aliases ?? {}
    if (champion === challenger)
      report.error('AF4035', `champion and challenger are both called "${champion}"`, key('models', name, 'aliases'), {
        related: ['champion', 'challenger']
          .filter((alias) => alias in (aliases ?? {}))
          .map((alias) => ({ message: `the ${alias}`, at: value('models', name, 'aliases', alias) })),
      })
  }
}
