// The sources are TypeScript, which Node 26 runs as it is. Whoever has an older Node on the PATH need not
// know: the npm package `node` brings the right one, and this file hands over to it.
import { spawn } from 'node:child_process'
import * as modules from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const NODE_NEEDED = 26

const major = (version) => Number(version.split('.')[0])

function fail(reason) {
  process.stderr.write(`Node ${NODE_NEEDED} is needed, this is ${process.version}: ${reason}\n`)
  process.exit(2)
}

function installedRuntime() {
  const require = modules.createRequire(import.meta.url)
  let manifest
  try {
    manifest = require.resolve('node/package.json')
  } catch {
    return fail('the npm package "node" brings it, and is not installed')
  }
  const { version } = require(manifest)
  // Without this check an old copy of the package would hand over to itself for ever.
  if (major(version) < NODE_NEEDED) fail(`the npm package "node" is ${version}`)
  return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

// A terminal sends Ctrl-C to the child as well, and a second one would read as "stop at once". With no
// terminal the signal came to this process alone and has to be passed on.
function passOn(signal, child) {
  const fromTerminal = signal === 'SIGINT' || signal === 'SIGQUIT'
  if (fromTerminal && process.stdin.isTTY) return
  child.kill(signal)
}

function handOver(binary, file) {
  const args = [...process.execArgv, file, ...process.argv.slice(2)]
  const child = spawn(binary, args, { stdio: 'inherit' })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']
  for (const signal of signals) process.on(signal, () => passOn(signal, child))
  child.on('error', (error) => fail(error.message))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    // Dying of the same signal tells a shell or a supervisor what really happened.
    for (const handled of signals) process.removeAllListeners(handled)
    process.kill(process.pid, signal)
  })
}

/**
 * Loads the program, here or, where this Node is too old, in one that can: a child that begins with the same
 * file again.
 * @param {string} url the address of the file that asks, import.meta.url
 * @param {() => Promise<unknown>} load
 */
export async function onRightNode(url, load) {
  // Reading the sources takes three times as long as keeping what was read the last time.
  modules.enableCompileCache?.()
  if (major(process.versions.node) >= NODE_NEEDED) await load()
  else handOver(installedRuntime(), fileURLToPath(url))
}
