import { entries, type Rule } from './context.js'

/** Ports below 1024 are for the administrator of a machine. */
export const ports: Rule = ({ spec, report, value }) => {
  for (const [name, { port }] of entries(spec.endpoints)) {
    if (port === undefined || port >= 1024) continue
    report.warning('AF4148', `port ${port} is open to administrators only on most machines`, value('endpoints', name, 'port'), {
      suggestion: 'Use one from 1024, such as 8080.',
    })
  }
}
