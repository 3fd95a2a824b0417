// Runs before `npm start` and `npm test`, on whatever Node the machine has (20 or newer) and with
// nothing installed, so it uses nothing but built-in modules.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv, arch, env, exit, platform, stderr, versions } from 'node:process'
import { fileURLToPath } from 'node:url'

const NODE_NEEDED = 26
const root = fileURLToPath(new URL('..', import.meta.url))
const modules = join(root, 'node_modules')
const stamp = join(modules, '.alacrity-install')

const say = (line) => stderr.write(`${line}\n`)

// The lock file decides what is installed and the manifest which install scripts may run. The
// platform belongs to it because a folder copied to another system holds the wrong binaries.
function wanted() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(JSON.stringify(manifest.allowScripts ?? {}))
    .update(`${platform} ${arch}`)
    .digest('hex')
}

// Where npm blocks install scripts, or was told to skip them, the package `node` arrives without its
// binary, and the next command would die of an error that says nothing of the cause.
function hasRuntime() {
  if (Number(versions.node.split('.')[0]) >= NODE_NEEDED) return true
  return existsSync(join(modules, 'node', 'bin', platform === 'win32' ? 'node.exe' : 'node'))
}

function isInstalled(want) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === want && hasRuntime()
}

function install() {
  // Warnings would only say that the Node which installs is older than the one that gets installed.
  // npm is a batch file on Windows, which only a shell can start.
  const run = spawnSync('npm', ['ci', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    // After it the pages are built, which only `npm start` shows.
    env: env.npm_lifecycle_event === 'prestart' ? env : { ...env, ALACRITY_PAGES: 'later' },
    shell: platform === 'win32',
  })
  if (run.error) say(`npm could not be started: ${run.error.message}`)
  return run.status ?? 1
}

function writeStamp(want) {
  mkdirSync(modules, { recursive: true })
  writeFileSync(stamp, want)
}

const want = wanted()
if (argv.includes('--stamp')) {
  // As npm's own postinstall: an install made by hand counts as much as one made here.
  writeStamp(want)
} else if (!isInstalled(want)) {
  say(`node_modules ${existsSync(modules) ? 'is not as it should be' : 'is missing'}: npm ci`)
  const status = install()
  if (status !== 0) {
    say('npm ci failed, so nothing was started')
    exit(status)
  }
  if (!hasRuntime()) {
    say(`Node ${NODE_NEEDED} is needed, and the npm package "node" came without its binary: its`)
    say('install script did not run. Allow install scripts (npm config get ignore-scripts) and')
    say(`repeat, or put Node ${NODE_NEEDED} on the PATH.`)
    exit(1)
  }
  writeStamp(want)
}
