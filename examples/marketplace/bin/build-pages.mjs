// Runs after `npm ci` and `npm install` (the script `prepare`), so that the first `npm start` finds the pages built.
// Nothing depends on it: `npm start` builds what is missing or stale. So it never fails an installation, whose command,
// service and engine need no page.
import { env, stderr, versions } from 'node:process'

const NODE_NEEDED = 26
const say = (line) => stderr.write(`${line}\n`)

async function build() {
  if (Number(versions.node.split('.')[0]) < NODE_NEEDED) {
    return say(`the pages are left to npm start: this is Node ${versions.node}`)
  }
  try {
    const { builtPages, MARKET, WEB } = await import('../demo/pages.ts')
    for (const site of [WEB, MARKET]) await builtPages(site, { build: true, say })
  } catch (error) {
    say(`the pages are left to npm start: ${error.message}`)
  }
}

// Who installs to run tests has no use for them: tests build their own (tools/ensure-install.mjs).
if (env.ALACRITY_PAGES !== 'later') await build()
