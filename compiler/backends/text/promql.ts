/** A string of PromQL: in double quotes, with the escapes of Go. */
export function promqlString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, escaped)}"`
}

function escaped(sign: string): string {
  return sign === '\n' ? '\\n' : `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}

/** A selector such as name{a="1",b="2"}. Names are ours, values anybody's. */
export function selector(name: string, labels: Readonly<Record<string, string>>): string {
  const matchers = Object.entries(labels).map(([label, value]) => `${label}=${promqlString(value)}`)
  return matchers.length === 0 ? name : `${name}{${matchers.join(',')}}`
}

/** Text inside a template of Go, as annotations of alerts are: {{ begins an action, so it is written as one that prints it. */
export function goTemplateText(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}')
}
