import type { Path } from '../source/node.js'
import { entries, type Rule } from './context.js'

/** name, or registry/name, then :tag, then @digest (the grammar of the OCI distribution specification). */
const IMAGE =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*(?::([\w][\w.-]{0,127}))?(@sha256:[0-9a-f]{64})?$/

/** Images are named as registries name them, and mean the same tomorrow. */
export const images: Rule = ({ spec, report, value }) => {
  const check = (image: string | undefined, ...path: Path) => {
    if (image === undefined) return
    const [whole, tag, digest] = IMAGE.exec(image) ?? []
    if (whole === undefined) {
      report.error('AF4146', `"${image}" is no name of an image`, value(...path), {
        suggestion: 'Write registry/name:tag in lower case, best with @sha256: and the digest.',
      })
    } else if (digest === undefined && (tag === undefined || tag === 'latest')) {
      report.warning('AF5002', `${image} is another image tomorrow`, value(...path), {
        suggestion: 'Name a version, best by digest: image@sha256:...',
      })
    }
  }
  for (const [name, { trainer }] of entries(spec.models))
    if (trainer.runtime === 'container') check(trainer.image, 'models', name, 'trainer', 'image')
  check(spec.platform?.images?.runtime, 'platform', 'images', 'runtime')
  check(spec.platform?.images?.gpu, 'platform', 'images', 'gpu')
}
