import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { AIFactoryError } from '../../schema/diagnostic.js'

export interface Page {
  readonly html: string
  /** The content security policy that fits it. */
  readonly policy: string
}

/**
 * One page with its script and its style inside. The policy names both by digest, so that nothing else can ever run or load,
 * and makes the browser refuse to parse text as HTML, wherever it comes from.
 */
export function composePage(script: string, style: string): Page {
  // A closing tag inside would end the element.
  if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style)) throw new Error('the script or style cannot stand inside a page')
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>aifactory</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<noscript>This page needs JavaScript. What it shows is at /api/state.</noscript>
<script type="module">${script}</script>
</body>
</html>
`
  const policy = [
    "default-src 'none'",
    `script-src '${digest(script)}'`,
    `style-src '${digest(style)}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
  return { html, policy }
}

/** The page as the build left it beside the program. @throws AIFactoryError AF8023 */
export function loadPage(): Page {
  try {
    const part = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
    return composePage(part('./dashboard.js'), part('./dashboard.css'))
  } catch (cause) {
    throw new AIFactoryError('AF8023', 'the status page is missing from this installation', { hint: 'Run: npm run build', cause })
  }
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
