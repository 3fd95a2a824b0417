// Starts the tools by their path under the Node that runs this file: the PATH may hold an older one,
// and two packages own the name `tsc`.
import { spawn } from 'node:child_process'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

const bin = (path) => `node_modules/${path}`

export const programs = {
  tsc6: bin('typescript/bin/tsc'),
  tsc7: bin('typescript-7/bin/tsc'),
  oxlint: bin('oxlint/bin/oxlint'),
  biome: bin('@biomejs/biome/bin/biome'),
  depcruise: bin('dependency-cruiser/bin/dependency-cruise.mjs'),
  knip: bin('knip/bin/knip.js'),
  vitest: bin('vitest/vitest.mjs'),
}

/**
 * Runs one script of Node and collects what it says, both streams in order of arrival.
 *
 * @param {string[]} command the script's path below `cwd`, then its arguments
 * @param {{ cwd?: string, env?: Record<string, string>, inherit?: boolean }} [options]
 * @returns {Promise<{ status: number, output: string, stdout: string }>}
 */
export function run(command, { cwd = root, env = {}, inherit = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(execPath, command, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', inherit ? 'inherit' : 'pipe', inherit ? 'inherit' : 'pipe'],
    })
    let output = ''
    let stdout = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text
      stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    child.on('error', reject)
    // A tool that died of a signal has not passed.
    child.on('close', (code) => resolve({ status: code ?? 1, output, stdout }))
  })
}
