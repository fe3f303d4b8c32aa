// Makes the schema of parts of a document, for editors: of included files, and of what stands in a target.

const DIRECTIVES = {
  Patch: {
    description: 'replace takes this map in place of the one that is there, delete removes what is there. Without it maps are merged.',
    enum: ['replace', 'delete'],
  },
  Delete: {
    description: 'Removes what is there.',
    type: 'object',
    additionalProperties: false,
    required: ['$patch'],
    properties: { $patch: { const: 'delete' } },
  },
  Reference: { description: 'A reference to a variable.', type: 'string', pattern: '\\$\\{var\\.[^{}]+\\}' },
}

/** The partial schema of a schema: it stands by itself, and has the definitions of the whole under the same names. */
export function partialSchema(schema) {
  const { $defs } = schema
  const parts = new Parts($defs)
  const target = { ...$defs.Target, properties: { ...$defs.Target.properties } }
  for (const section of Object.keys(target.properties)) {
    const whole = $defs.Spec.properties[section]
    if (whole !== undefined && section !== 'variables') target.properties[section] = parts.of(whole)
  }
  const properties = { ...schema.properties, spec: { $ref: '#/$defs/Spec' } }
  return {
    $schema: schema.$schema,
    $id: schema.$id.replace('.schema.json', '.partial.schema.json'),
    title: 'Part of an AIFactory',
    description: 'A file that is included, or an override. Generated from the schema of a whole document by npm run generate.',
    type: 'object',
    additionalProperties: false,
    properties: { apiVersion: properties.apiVersion, kind: properties.kind, spec: properties.spec },
    $defs: { ...$defs, Target: target, ...parts.made, ...DIRECTIVES },
  }
}

/** The schema without references to the partial one, for programs: they check a target by what it makes of the document. */
export function withoutPartial(node) {
  if (Array.isArray(node)) return node.map(withoutPartial)
  if (typeof node !== 'object' || node === null) return node
  const kept = Object.entries(node).filter(([key, value]) => !(key === '$ref' && String(value).startsWith('aifactory.v1.partial')))
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutPartial(value)]))
}

class Parts {
  made = {}
  #defs

  constructor(defs) {
    this.#defs = defs
  }

  /** What an override of a node may be. */
  of(node) {
    const { $ref, ...own } = node
    if ($ref !== undefined) {
      const name = $ref.slice('#/$defs/'.length)
      const definition = this.#defs[name]
      if (this.#isObject(definition)) return { ...own, $ref: `#/$defs/${this.#named(name, definition)}` }
      const { description = definition.description, ...rest } = own
      return { description, ...rest, anyOf: [{ $ref }, ...this.#instead(definition)] }
    }
    if (this.#isObject(node)) return this.#object(node)
    const { description, default: fallback, ...value } = node
    return {
      ...(description !== undefined && { description }),
      ...(fallback !== undefined && { default: fallback }),
      anyOf: [value, ...this.#objectsOf(node), ...this.#instead(node)],
    }
  }

  /** What a value that is no map may be instead. */
  #instead({ type, pattern }) {
    const isText = type === 'string' && pattern === undefined
    return [...(type === 'array' || isText ? [] : [{ $ref: '#/$defs/Reference' }]), { $ref: '#/$defs/Delete' }]
  }

  /** Maps among alternatives may be given in part as well. */
  #objectsOf({ anyOf = [] }) {
    return anyOf.filter((branch) => branch.type === 'object').map((branch) => this.#object(branch))
  }

  #named(name, definition) {
    const partial = `Partial${name}`
    if (this.made[partial] === undefined) {
      this.made[partial] = {}
      this.made[partial] = this.#object(definition)
    }
    return partial
  }

  #isObject({ type, anyOf, oneOf, discriminator }) {
    return type === 'object' && (discriminator !== undefined || anyOf?.every((branch) => branch.required) !== false || oneOf !== undefined)
  }

  #object(node) {
    const { description, additionalProperties, propertyNames, properties = {}, examples, discriminator, oneOf = [] } = node
    const branches = discriminator ? oneOf.map(({ $ref }) => this.#defs[$ref.slice('#/$defs/'.length)]) : []
    const fields = discriminator ? this.#union(branches, discriminator.propertyName) : properties
    const isClosed = discriminator ? true : additionalProperties === false
    return {
      ...(description !== undefined && { description }),
      type: 'object',
      ...(isClosed && { additionalProperties: false }),
      ...(typeof additionalProperties === 'object' && { additionalProperties: this.of(additionalProperties) }),
      ...(propertyNames && { propertyNames: { anyOf: [{ const: '$patch' }, propertyNames] } }),
      properties: {
        $patch: { $ref: '#/$defs/Patch' },
        ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, this.of(field)])),
      },
      ...(examples && { examples }),
    }
  }

  /** The fields of all alternatives: which one is meant is said in the part that is overridden. */
  #union(branches, tag) {
    const fields = {}
    for (const { properties } of branches) {
      for (const [name, field] of Object.entries(properties)) {
        const known = fields[name]
        if (known === undefined) fields[name] = field
        else if (name !== tag && JSON.stringify(known) !== JSON.stringify(field)) {
          fields[name] = { description: known.description, anyOf: [...(known.anyOf ?? [known]), field] }
        }
      }
    }
    return { ...fields, [tag]: { ...fields[tag], const: undefined, enum: branches.map(({ properties }) => properties[tag].const) } }
  }
}
