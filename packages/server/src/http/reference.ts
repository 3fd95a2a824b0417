import { errorsPage } from '../base/errors.ts'
import type { Route } from './route.ts'

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const STYLE =
  'body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}' +
  'table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.4rem;' +
  'border-bottom:1px solid #8884}code{font-family:ui-monospace,monospace}'

function page(title: string, body: string): string {
  return (
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>` +
    `<meta name="viewport" content="width=device-width"><style>${STYLE}</style>${body}</html>`
  )
}

/** The reference for people: every route, who reaches it, what it refuses with. Works without scripts. */
export function referencePage(routes: readonly Route[]): string {
  const groups = [...new Set(routes.map(({ group }) => group))]
  const sections = groups.map((group) => {
    const rows = routes.filter((route) => route.group === group).map(rowOf)
    return `<h2>${group}</h2><table><tr><th>address<th>what<th>for<th>refuses with</tr>${rows.join('')}</table>`
  })
  return page(
    'Alacrity reference',
    `<h1>Alacrity reference</h1><p><a href="/openapi.json">OpenAPI 3.1</a> · <a href="/docs/errors">errors</a></p>${sections.join('')}`,
  )
}

function rowOf(route: Route): string {
  const reached = Object.entries(route.access).filter(([, reach]) => reach !== 'nothing')
  const whom = reached.map(([kind, reach]) => (reach === 'own' ? `${kind} (own)` : kind)).join(', ')
  const errors = route.errors.map((code) => `<a href="/docs/errors#${code}">${code}</a>`).join(', ')
  return `<tr><td><code>${route.method} ${escape(route.path)}</code><td>${escape(route.about)}<td>${whom}<td>${errors}</tr>`
}

/** The registry of errors as a page; its anchors are what the `type` of a problem points to. */
export function errorsHtml(): string {
  const body = escape(errorsPage())
    .replaceAll(/^# (.+)$/gm, '<h1>$1</h1>')
    .replaceAll(/^## (.+)$/gm, '<h2 id="$1">$1</h2>')
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll('\n\n', '<p>')
  return page('Alacrity errors', body)
}
