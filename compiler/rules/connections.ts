import { entries, type Rule } from './context.js'

/** A database is reached by a connection; files of this folder are not. */
export const connections: Rule = ({ spec, report, key, value }) => {
  for (const [name, { format, path, connection }] of entries(spec.sources)) {
    if (format === 'postgres' && connection === undefined) {
      report.error('AF4137', `${name} does not say how to reach its database`, value('sources', name, 'format'), {
        suggestion: 'Add connection: { name: ..., key: ... }, a secret with the connection string.',
      })
    } else if (connection !== undefined && format !== 'postgres' && !path.includes('://')) {
      report.warning('AF4138', `${path} is a file of this folder, and needs no connection`, key('sources', name, 'connection'), {
        suggestion: 'Leave connection out.',
      })
    }
  }
}
