/** What an SVG element may hold: numbers are written with two decimals at most, text is escaped. */
export type Attributes = Readonly<Record<string, string | number | undefined>>

/** One element as text. Children are elements already written. */
export function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeXml(shown(value))}"`],
  )
  return children.length > 0 ? `<${name}${written.join('')}>${children.join('')}</${name}>` : `<${name}${written.join('')}/>`
}

/** A text at a point. */
export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, [escapeXml(content)])
}

/** The data of a path through points; it is lifted where there is none. */
export function pathThrough(points: readonly (readonly [x: number, y: number] | undefined)[]): string {
  return points.flatMap((point, index) => (point ? [`${points[index - 1] ? 'L' : 'M'}${shown(point[0])} ${shown(point[1])}`] : [])).join('')
}

export function escapeXml(content: string): string {
  return (
    content
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML does not allow them
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
  )
}

function shown(value: string | number): string {
  return typeof value === 'number' ? String(Number(value.toFixed(2))) : value
}
