// A clean install must give everyone the same bytes from whatever registry they use: versions are
// exact, and the lock file names no registry.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exit, stdout } from 'node:process'
import { root } from './run.mjs'

const EXACT = /^(npm:(@[^/]+\/)?[^@]+@)?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/
const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']

const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'))

function manifests() {
  const packages = ['packages', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}/package.json`),
  )
  const all = ['package.json', 'bench/package.json', ...packages]
  return all.filter((path) => existsSync(join(root, path)))
}

function* loosePins() {
  for (const path of manifests()) {
    const manifest = read(path)
    for (const kind of KINDS) {
      for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
        if (!EXACT.test(version)) yield `${path}: ${name} ${version} is not an exact version`
      }
    }
  }
}

function* hosts() {
  for (const [path, entry] of Object.entries(read('package-lock.json').packages)) {
    if (/^https?:/.test(entry.resolved ?? '')) yield `package-lock.json: ${path} names a registry`
  }
}

const faults = [...loosePins(), ...hosts()]
for (const fault of faults) stdout.write(`${fault}\n`)
exit(faults.length > 0 ? 1 : 0)
