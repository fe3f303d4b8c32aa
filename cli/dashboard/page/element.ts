export type Child = Node | string | number | null | undefined | false | readonly Child[]
export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>

const SVG = 'http://www.w3.org/2000/svg'

/** An HTML element. Text is always a text node, so that nothing in the data can become markup. */
export function h(tag: string, attributes: Attributes, ...children: Child[]): HTMLElement {
  return fill(document.createElement(tag), attributes, children)
}

/** An SVG element. */
export function s(tag: string, attributes: Attributes, ...children: Child[]): SVGElement {
  return fill(document.createElementNS(SVG, tag) as SVGElement, attributes, children)
}

function fill<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    element.setAttribute(name, value === true ? '' : String(value))
  }
  for (const child of children) append(element, child)
  return element
}

function append(element: Element, child: Child): void {
  if (child === null || child === undefined || child === false) return
  if (isList(child)) for (const one of child) append(element, one)
  else element.append(typeof child === 'object' ? child : document.createTextNode(String(child)))
}

function isList(child: Child): child is readonly Child[] {
  return Array.isArray(child)
}
