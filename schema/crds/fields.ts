import { list, object, oneOf, type Static, text, time, whole } from './structural.js'

/** A name that an object of Kubernetes may bear. */
const NAME = { minLength: 1, maxLength: 253, pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$' }

export const objectName = (description: string) => text(description, NAME)

/** The digest of content: SHA-256 as 64 hexadecimal digits. */
export const digest = (description: string) => text(description, { maxLength: 64, pattern: '^[0-9a-f]{64}$' })

/** A name in aifactory.yaml, of a model, an endpoint or a monitor. */
export const fileName = (description: string) => text(description, { minLength: 1, maxLength: 253 })

/** A duration such as 30s, 5m or 12h, in one unit. */
export const duration = (description: string, preset?: string) =>
  text(description, { maxLength: 12, pattern: '^[1-9][0-9]*(s|m|h|d)$', ...(preset !== undefined && { default: preset }) })

export const secretRef = (description: string) =>
  object(description, { required: { name: objectName('Name of a Secret in the namespace of this object.') }, optional: {} })

/** As metav1.Condition, which `kubectl wait --for=condition=...` reads. */
const condition = object('What holds of this object, by the conventions of Kubernetes.', {
  required: {
    type: text('What it is about, such as Ready.', { maxLength: 316, pattern: '^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$' }),
    status: oneOf('Whether it holds.', ['True', 'False', 'Unknown']),
    lastTransitionTime: time('When the status last changed.'),
    reason: text('Why, in one word for programs.', { minLength: 1, pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$' }),
    message: text('Why, for people.', { maxLength: 32768 }),
  },
  optional: { observedGeneration: whole('The generation of the object that this was said of.') },
})
export type Condition = Static<typeof condition>

/** What every status begins with. */
export const STATUS = {
  observedGeneration: whole('The generation of the specification that this status is about.'),
  conditions: list('What holds of this object.', condition, {
    maxItems: 32,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['type'],
  }),
} as const
