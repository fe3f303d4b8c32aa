/** Where the pages of docs/diagnostics are published, under the domain that names the language's versions. */
const PAGES = 'https://aifactory.dev/diagnostics/'

/** The address of the page about a code. */
export function docsOf(code: string): string {
  return `${PAGES}${code}`
}
