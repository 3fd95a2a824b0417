// Proves that checks can fail. A check that looks at nothing is green too: dependency-cruiser with a
// compiler it cannot use cruises no module and exits with 0. So violations are planted, and each has
// to be found by name, in its file, where it was not found before.
//
// The plants go into a copy of the tree in a temporary folder. The tree itself is never touched, so
// an interrupted run leaves nothing behind in it.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { checks } from './checks.mjs'
import { root, run } from './run.mjs'

/**
 * @typedef {object} Plant
 * @property {string} file where the violation goes
 * @property {string} [text] a new file that holds it; plants may share one, then the first has it
 * @property {(text: string) => string} [edit] what it makes of a file that is there
 * @property {string} expect a part of the line that names it
 * @property {string} [name] what to call it, where `expect` does not say it
 * @property {boolean} [allowed] a control: this is no violation and must not be found
 *
 * @typedef {object} Proof
 * @property {string} check as it is named in checks.mjs
 * @property {string[][]} [commands] what runs; without it, just what checks.mjs runs
 * @property {(output: string) => string[]} [findings] one line each; without it, the output's lines
 * @property {(output: string) => number} [looked] at how many files, where the check says so
 * @property {Plant[]} plants
 */

const LEFT_OUT = new Set(['node_modules', '.git', '.cache', 'coverage'])

// Our own packages are linked to the copy, all others to the installed ones.
function linkModules(copy) {
  const installed = join(root, 'node_modules')
  const packages = realpathSync(root)
  for (const entry of readdirSync(installed)) {
    const names = entry.startsWith('@')
      ? readdirSync(join(installed, entry)).map((name) => join(entry, name))
      : [entry]
    for (const name of names) {
      const target = realpathSync(join(installed, name))
      const path = relative(packages, target)
      const own = !path.startsWith('..') && !path.startsWith('node_modules')
      mkdirSync(dirname(join(copy, 'node_modules', name)), { recursive: true })
      symlinkSync(own ? join(copy, path) : target, join(copy, 'node_modules', name), 'junction')
    }
  }
}

function makeCopy() {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'alacrity-proof-')))
  cpSync(root, copy, {
    recursive: true,
    filter: (path) => !LEFT_OUT.has(basename(path)),
  })
  linkModules(copy)
  return copy
}

function plantAll(copy, plants) {
  for (const { file, text, edit } of plants) {
    const path = join(copy, file)
    if (edit) writeFileSync(path, edit(readFileSync(path, 'utf8')))
    if (text === undefined) continue
    if (existsSync(path)) throw new Error(`there is a file where a plant goes: ${file}`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}

const linesOf = (output) => output.split('\n')
const seen = (lines, { expect }) => lines.some((line) => line.includes(expect))

function judge(proof, [before, after], tally) {
  const { check, findings = linesOf, looked = () => 1 } = proof
  const suite = `prove ${check}`
  if (looked(before.output) === 0) {
    tally.report({ suite, name: 'it looks at nothing', status: 'failed', detail: before.output })
  }
  const [old, found] = [findings(before.output), findings(after.output)]
  for (const plant of proof.plants) {
    const caught = !seen(old, plant) && seen(found, plant) && after.status !== 0
    const good = plant.allowed ? !seen(found, plant) : caught
    const near = found.filter((line) => line.includes(plant.file))
    tally.report({
      suite,
      name: `${plant.allowed ? 'lets pass' : 'catches'} ${plant.name ?? plant.expect}`,
      status: good ? 'passed' : 'failed',
      detail: [
        `planted in ${plant.file}:`,
        (plant.text ?? '').slice(0, 200),
        'found:',
        ...near,
      ].join('\n'),
    })
  }
}

async function runIn(copy, { check, commands = checks[check].commands }) {
  const runs = []
  for (const command of commands) runs.push(await run(command, { cwd: copy }))
  return {
    status: Math.max(...runs.map(({ status }) => status)),
    output: runs.map(({ output }) => output).join('\n'),
  }
}

/**
 * @param {import('./tally.mjs').Tally} tally
 * @param {Proof[]} proofs
 * @param {{ file: string, text: string }[]} [scenery] files that the plants refer to
 */
export async function prove(tally, proofs, scenery = []) {
  const copy = makeCopy()
  const remove = () => rmSync(copy, { recursive: true, force: true })
  const interrupted = () => {
    remove()
    process.exit(130)
  }
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  const runAll = () => Promise.all(proofs.map((proof) => runIn(copy, proof)))
  try {
    const before = await runAll()
    // Two checks may share their plants: a set plants each of them once.
    plantAll(copy, new Set([...scenery, ...proofs.flatMap(({ plants }) => plants)]))
    const after = await runAll()
    for (const [i, proof] of proofs.entries()) judge(proof, [before[i], after[i]], tally)
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
    remove()
  }
}
