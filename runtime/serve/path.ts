/** What a path of the server addresses. */
export type Target =
  | { readonly kind: 'server' | 'live' | 'ready' | 'metrics' | 'status' }
  | {
      readonly kind: 'model'
      readonly action: 'metadata' | 'ready' | 'infer'
      readonly model: string
      readonly version: string | undefined
    }

const FIXED: ReadonlyMap<string, Target> = new Map<string, Target>([
  ['/v2', { kind: 'server' }],
  ['/v2/health/live', { kind: 'live' }],
  ['/v2/health/ready', { kind: 'ready' }],
  ['/metrics', { kind: 'metrics' }],
  ['/admin/status', { kind: 'status' }],
])
const MODEL = /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(?:\/(ready|infer))?$/

/** Parses a path without its query; one slash at its end is allowed. Undefined where nothing is there. */
export function parsePath(path: string): Target | undefined {
  const clean = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
  const fixed = FIXED.get(clean)
  if (fixed) return fixed
  const found = MODEL.exec(clean)
  if (!found) return undefined
  const model = decode(found[1])
  const version = found[2] === undefined ? undefined : decode(found[2])
  const action = found[3] === 'ready' || found[3] === 'infer' ? found[3] : 'metadata'
  return model === undefined ? undefined : { kind: 'model', action, model, version }
}

function decode(part: string | undefined): string | undefined {
  try {
    return part === undefined ? undefined : decodeURIComponent(part)
  } catch {
    return undefined
  }
}
