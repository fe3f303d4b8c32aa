import { fractionOf } from '../../schema/duration.js'
import type { Platform } from '../../schema/generated/aifactory.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import type { LinkedPlatform } from './factory.js'

/** The platform; its namespace is called as the factory is where none is named. */
export function linkPlatform(platform: Platform, factory: string): LinkedPlatform {
  const { namespace, serviceAccountName, artifactStore, images, gpu, spot, queues, tags, storage, cost } = platform
  const { spotDiscount, ...prices } = cost ?? {}
  return {
    namespace: namespace ?? factory,
    ...(serviceAccountName !== undefined && { serviceAccountName }),
    ...(artifactStore !== undefined && { artifactStore }),
    images: { pullSecrets: [], ...DEFAULTS['Platform.images'], ...images },
    gpu: { nodeSelector: {}, ...DEFAULTS['Platform.gpu'], ...gpu },
    spot: { nodeSelector: spot?.nodeSelector ?? {}, tolerations: (spot?.tolerations ?? []) as LinkedPlatform['spot']['tolerations'] },
    queues: queues ?? [],
    tags: tags ?? {},
    storage: String(storage ?? DEFAULTS.Platform.storage),
    cost: { ...DEFAULTS['Platform.cost'], ...prices, ...(spotDiscount !== undefined && { spotDiscount: fractionOf(spotDiscount) }) },
  }
}
