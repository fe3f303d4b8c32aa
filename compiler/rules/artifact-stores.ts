import type { Rule } from './context.js'

/** A store is a path, or a bucket that there can be. */
export const artifactStores: Rule = ({ spec, report, value }) => {
  const store = spec.platform?.artifactStore
  const [, scheme, rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/.exec(store ?? '') ?? []
  // A variable without a value has been told of, and what the address will be is not known.
  if (store === undefined || scheme === undefined || store.includes('${var.')) return
  const at = value('platform', 'artifactStore')
  if (scheme !== 's3') {
    report.error('AF4149', `artifacts are kept in a path or in s3://, not in ${scheme}://`, at, {
      suggestion: 'Use s3://bucket/prefix; most stores speak the protocol of S3.',
    })
  } else if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/|$)/.test(rest)) {
    report.error('AF4149', `"${rest.split('/')[0]}" cannot be the name of a bucket`, at, {
      suggestion: 'Use 3 to 63 lower-case letters, digits, "-" and ".".',
    })
  }
}
