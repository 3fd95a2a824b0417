/** `npm run bench`: everyone does the same job; see README.md. */
import { execFile } from 'node:child_process'
import { createReadStream, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { argv, execPath, exit, stdout, version } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { type Inputs, inputsOf, mebibytes } from './data.ts'
import type { Report } from './job.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const say = (text: string) => stdout.write(`${text}\n`)
const run = promisify(execFile)

type Contestant = {
  readonly name: string
  readonly script: string
  readonly args: (inputs: Inputs) => readonly string[]
  /** Beyond so many millions it takes too long or too much room. */
  readonly upTo: number
  /** What Alacrity's time is divided into: from the same input. */
  readonly input: 'csv' | 'parquet' | 'table'
}

const CONTESTANTS: readonly Contestant[] = [
  { name: 'Alacrity, CSV', script: 'alacrity', args: ({ csv }) => [csv], upTo: 50, input: 'csv' },
  {
    name: 'DuckDB best, CSV',
    script: 'duckdb',
    args: ({ csv }) => [csv, 'best'],
    upTo: 50,
    input: 'csv',
  },
  {
    name: 'DuckDB plain, CSV',
    script: 'duckdb',
    args: ({ csv }) => [csv, 'plain'],
    upTo: 10,
    input: 'csv',
  },
  { name: 'Maps, CSV', script: 'maps', args: ({ csv }) => [csv], upTo: 10, input: 'csv' },
  {
    name: 'Alacrity, Parquet',
    script: 'alacrity',
    args: ({ parquet }) => [parquet],
    upTo: 50,
    input: 'parquet',
  },
  {
    name: 'DuckDB best, Parquet',
    script: 'duckdb',
    args: ({ parquet }) => [parquet, 'best'],
    upTo: 50,
    input: 'parquet',
  },
  {
    name: 'DuckDB plain, Parquet',
    script: 'duckdb',
    args: ({ parquet }) => [parquet, 'plain'],
    upTo: 10,
    input: 'parquet',
  },
  {
    name: 'Alacrity, loaded',
    script: 'alacrity',
    args: ({ csv }) => [csv, 'loaded'],
    upTo: 50,
    input: 'table',
  },
  {
    name: 'SQLite best, loaded',
    script: 'sqlite',
    args: ({ sqlite }) => [sqlite, 'best'],
    upTo: 10,
    input: 'table',
  },
  {
    name: 'SQLite plain, loaded',
    script: 'sqlite',
    args: ({ sqlite }) => [sqlite, 'plain'],
    upTo: 10,
    input: 'table',
  },
]

/** Alacrity from the same input. */
const OWN: Readonly<Record<Contestant['input'], string>> = {
  csv: 'Alacrity, CSV',
  parquet: 'Alacrity, Parquet',
  table: 'Alacrity, loaded',
}

async function once(script: string, args: readonly string[]): Promise<Report> {
  const command = [here('contestant.mjs'), script, ...args]
  const { stdout: answer } = await run(execPath, command, { maxBuffer: 1 << 20 })
  return JSON.parse(answer) as Report
}

type Measured = { readonly name: string; readonly ms: number; readonly runs: readonly Report[] }

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

/** So that nobody is first to fetch a file from the disk. */
async function readOnce(file: string): Promise<void> {
  for await (const _ of createReadStream(file, { highWaterMark: 1 << 20 }));
}

/** Everyone in turn, round after round, so that what else the machine does meets all alike. */
async function measure(
  millions: number,
  rounds: number,
  only: RegExp,
): Promise<readonly Measured[]> {
  const inputs = await inputsOf(millions, say)
  const taking = CONTESTANTS.filter(({ name, upTo }) => millions <= upTo && only.test(name))
  if (taking.some(({ script }) => script === 'sqlite') && !existsSync(inputs.sqlite)) {
    say('loading them into SQLite')
    const loaded = await once('sqlite', ['load', inputs.csv, inputs.sqlite])
    say(
      `  loaded in ${seconds(loaded.detail['load_ms'] ?? 0)} s, with its indexes in ${seconds(loaded.ms)} s`,
    )
  }
  say(
    `${millions} million messages: CSV ${mebibytes(inputs.csv)} MiB, Parquet ${mebibytes(inputs.parquet)} MiB`,
  )
  for (const file of new Set(taking.map(({ args }) => args(inputs)[0] ?? ''))) await readOnce(file)
  const runs = new Map<string, Report[]>(taking.map(({ name }) => [name, []]))
  for (let round = 1; round <= rounds; round += 1) {
    for (const { name, script, args } of taking) {
      const report = await once(script, args(inputs))
      runs.get(name)?.push(report)
      say(`  round ${round}: ${name.padEnd(22)} ${seconds(report.ms)} s, ${report.peakMiB} MiB`)
    }
  }
  return [...runs].map(([name, all]) => ({ name, runs: all, ms: median(all.map(({ ms }) => ms)) }))
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2)
}

function show(millions: number, measured: readonly Measured[]): void {
  say(`\n| ${millions} M messages | median s | runs | peak MiB | × Alacrity |`)
  say('|---|---|---|---|---|')
  for (const { name, ms, runs } of measured) {
    const input = CONTESTANTS.find((one) => one.name === name)?.input
    const own = measured.find((other) => input !== undefined && other.name === OWN[input])
    const ratio = own === undefined ? '' : (ms / own.ms).toFixed(2)
    const times = runs.map((one) => seconds(one.ms)).join(' ')
    const peak = median(runs.map(({ peakMiB }) => peakMiB))
    say(`| ${name} | ${seconds(ms)} | ${times} | ${peak} | ${ratio} |`)
  }
  const hashes = new Set(
    measured.flatMap(({ runs }) => runs.map(({ hash, rows }) => `${rows} members, ${hash}`)),
  )
  say(
    hashes.size === 1
      ? `\nequal results: ${[...hashes].join()}\n`
      : `\nRESULTS DIFFER: ${[...hashes].join('; ')}\n`,
  )
  if (hashes.size > 1) process.exitCode = 1
}

/** Assessing held turns again under a changed policy; 22.6 million messages make ten million turns. */
async function reassess(millions: number): Promise<Report> {
  const inputs = await inputsOf(millions, say)
  const { detail, ...report } = await once('alacrity', [inputs.csv, 'again'])
  const turns = ((detail['turns'] ?? 0) / 1e6).toFixed(1)
  say(
    `assessing ${turns} M turns held in memory again: upwork-2022 with 12 h ${detail['again_ms']} ms, alacrity/1 ${detail['alacrity_ms']} ms`,
  )
  return { detail, ...report }
}

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    size: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    again: { type: 'string' },
  },
})
const sizes = (values.size ?? ['1', '10']).map(Number)
if (sizes.some((size) => !(size > 0))) {
  say('--size takes millions of messages: npm run bench -- --size 10')
  exit(2)
}
const results: Record<string, unknown> = { node: version, cores: 2 }
for (const millions of sizes) {
  const measured = await measure(millions, Number(values.rounds), new RegExp(values.only, 'i'))
  show(millions, measured)
  results[`${millions}m`] = measured
}
if (values.again !== undefined) results['again'] = await reassess(Number(values.again))
mkdirSync(here('results'), { recursive: true })
writeFileSync(here(`results/${sizes.join('-')}m.json`), `${JSON.stringify(results, null, 2)}\n`)
