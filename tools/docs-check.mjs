// Every relative link in the documents leads to a file that exists, and to a heading that exists.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { exit, stdout } from 'node:process'
import { root } from './run.mjs'

const LINK = /!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g
const REFERENCE = /^\s*\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)/gm

const documents = globSync(['*.md', '{docs,spec,bench,packages,examples}/**/*.md'], {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
})

/** What stands in code is shown, not linked. */
const withoutCode = (text) =>
  text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '').replaceAll(/`[^`\n]*`/g, '')

/** A heading's anchor as the common forges make it: lower case, no punctuation, dashes for spaces. */
function anchors(text) {
  const seen = new Map()
  const prose = text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '')
  return new Set(
    [...prose.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, heading]) => {
      const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
      const slug = plain.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-')
      const count = seen.get(slug) ?? 0
      seen.set(slug, count + 1)
      return count === 0 ? slug : `${slug}-${count}`
    }),
  )
}

function faultOf(document, target) {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(target)) return null
  const [path, anchor] = target.split('#', 2).map(decodeURIComponent)
  const file = path === '' ? join(root, document) : join(root, dirname(document), path)
  if (relative(root, file).startsWith('..')) return 'leads out of the project'
  if (!existsSync(file)) return 'leads nowhere'
  if (anchor === undefined || !file.endsWith('.md')) return null
  return anchors(readFileSync(file, 'utf8')).has(anchor) ? null : 'names no heading'
}

let links = 0
let faults = 0
for (const document of documents) {
  const text = withoutCode(readFileSync(join(root, document), 'utf8'))
  for (const [, target] of [...text.matchAll(LINK), ...text.matchAll(REFERENCE)]) {
    links += 1
    const fault = faultOf(document, target)
    if (fault === null) continue
    faults += 1
    stdout.write(`${document}: ${target} ${fault}\n`)
  }
}
stdout.write(`${documents.length} documents, ${links} links, ${faults} faults\n`)
exit(faults > 0 || documents.length === 0 ? 1 : 0)
