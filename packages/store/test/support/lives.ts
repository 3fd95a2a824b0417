/** Databases whose processes are killed, one life after the other, and what each next one found. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { env, execPath } from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { Random } from './history.ts'

export const LINE = 'line'
export const PUBLISHED = Array.from({ length: 30 }, (_, i) => `member ${i}`)

const LOADS = ['append', 'publish', 'backup', 'settle', 'forget'] as const
export type Task = (typeof LOADS)[number] | 'migrate' | 'look' | 'lie'

/** What a child is to do; `acknowledged`: by lane, how many of its numbers. */
export type Order = {
  readonly file: string
  readonly round: number
  readonly task: Task
  readonly since: number
  readonly acknowledged: readonly number[]
}

/** How a child found the store: the ids after a position, and the rest. */
export type Found = {
  readonly ids: readonly string[]
  readonly position: number
  readonly accepted: number
  readonly epoch: number
  readonly shown: readonly string[]
  readonly faults: readonly string[]
}

const CHILD = fileURLToPath(new URL('./kill-child.ts', import.meta.url))
/** Kills of one database before the next begins with none. */
const KILLS_EACH = 25
const MIGRATING = 5

type Copy = { readonly file: string; readonly acknowledged: readonly number[] }

/** When to kill: after so many lines, and so much later. Null: let it end. */
type Kill = { readonly line: string; readonly lines: number; readonly ms: number }

export type Lives = {
  readonly kills: number
  readonly faults: readonly string[]
  readonly acknowledged: number
  /** By task, how many were killed at it. */
  readonly killed: Readonly<Record<string, number>>
  /** From the start of the process to the open database, in ms, rising. */
  readonly ready: readonly number[]
}

/** Runs databases one after the other until so many processes were killed. */
export async function liveAndDie(wish: {
  readonly folder: string
  readonly kills: number
  readonly seed: number
  readonly loads?: readonly Task[]
  /** Makes databases on a server, migrated; absent: they are files, whose migrations are killed too. */
  readonly server?: () => Promise<{ readonly url: string; readonly drop: () => Promise<void> }>
  /** What a faulty store would have done to the file, before the last look at it. */
  readonly plant?: (file: string) => void
}): Promise<Lives> {
  const told: Told = { faults: [], ready: [], killed: {}, acknowledged: 0 }
  const { folder, seed, loads = LOADS } = wish
  let kills = 0
  for (let generation = 0; kills < wish.kills; generation += 1) {
    const random = new Random(seed + generation * 7_919)
    const made = await wish.server?.()
    const file = made?.url ?? join(folder, `${seed}-${generation}.db`)
    const database = new Database(file, told, join(folder, 'compiled'))
    const migrating = made === undefined ? MIGRATING : 0
    for (let round = 0; round < KILLS_EACH && kills < wish.kills; round += 1, kills += 1) {
      const task = round < migrating ? 'migrate' : (loads[round % loads.length] ?? 'append')
      await database.live(task, killOf(task, random))
    }
    wish.plant?.(file)
    await database.live('look', null)
    if (made === undefined) database.remove()
    else await made.drop()
  }
  return { kills, ...told, ready: told.ready.sort((a, b) => a - b) }
}

function killOf(task: Task, random: Random): Kill {
  if (task === 'migrate') {
    return { line: 'migrating', lines: 1 + random.below(12), ms: random.below(4) }
  }
  // One in eight while it opens, recovers and looks; else within its work.
  if (random.below(8) === 0) return { line: 'began', lines: 1, ms: random.below(200) }
  if (random.below(2) === 0) return { line: 'found', lines: 1, ms: random.below(100) }
  if (task === 'publish') return { line: 'published', lines: 1 + random.below(6), ms: 0 }
  if (task === 'forget')
    return { line: 'forgotten', lines: 1 + random.below(6), ms: random.below(3) }
  if (task === 'backup') {
    return { line: random.below(2) === 0 ? 'copying' : 'copied', lines: 1 + random.below(2), ms: 0 }
  }
  return { line: 'stored', lines: 1 + random.below(30), ms: random.below(3) }
}

type Told = {
  readonly faults: string[]
  readonly ready: number[]
  readonly killed: Record<string, number>
  acknowledged: number
}

class Database {
  readonly #file: string
  readonly #told: Told
  readonly #compiled: string
  /** By lane: the numbers below are acknowledged, and those found stored. */
  readonly #acknowledged = [0, 0]
  readonly #stored = [0, 0]
  #since = 0
  #epoch = 0
  #round = 0
  #copies: Copy[] = []

  constructor(file: string, told: Told, compiled: string) {
    this.#file = file
    this.#told = told
    this.#compiled = compiled
  }

  async live(task: Task, kill: Kill | null): Promise<void> {
    const order = { file: this.#file, round: this.#round, task, since: this.#since }
    const acknowledged = [...this.#acknowledged]
    const child = spawn(execPath, [CHILD, JSON.stringify({ ...order, acknowledged })], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...env, NODE_COMPILE_CACHE: this.#compiled },
    })
    let text = ''
    let heard = 0
    child.stdout.setEncoding('utf8')
    child.stdout.on('data', (chunk: string) => {
      text += chunk
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const line = text.slice(0, end)
        text = text.slice(end + 1)
        this.#hear(line)
        if (kill === null || !line.startsWith(kill.line)) continue
        heard += 1
        if (heard === kill.lines) setTimeout(() => child.kill('SIGKILL'), kill.ms)
      }
    })
    const signal = await new Promise<string | null>((resolve) => {
      child.once('close', (_status, by) => resolve(by))
    })
    if (signal === null && kill !== null && task !== 'migrate') this.#fault('it ended by itself')
    if (signal !== null) this.#told.killed[task] = (this.#told.killed[task] ?? 0) + 1
    this.#checkCopies()
    this.#round += 1
  }

  #hear(line: string): void {
    const [what, ...words] = line.split(' ')
    const [first = '', second = ''] = words
    if (what === 'stored') {
      this.#told.acknowledged += Number(second) - (this.#acknowledged[Number(first)] ?? 0)
      this.#acknowledged[Number(first)] = Math.max(
        Number(second),
        this.#acknowledged[Number(first)] ?? 0,
      )
    }
    if (what === 'published') this.#epoch = Number(first)
    if (what === 'copying')
      this.#copies.push({ file: words.join(' '), acknowledged: [...this.#acknowledged] })
    if (what === 'ready') this.#told.ready.push(Number(first))
    if (what === 'found') this.#check(JSON.parse(line.slice('found '.length)) as Found)
  }

  /** That what is stored is what was acknowledged, in its order, once, and at most what was on its way. */
  #check({ ids, position, accepted, epoch, shown, faults }: Found): void {
    for (const id of ids) {
      const [lane = 0, number = 0] = id.split('-').map(Number)
      const due = this.#stored[lane] ?? 0
      if (number !== due) this.#fault(`${id} is stored, ${lane}-${due} was due`)
      else this.#stored[lane] = number + 1
    }
    this.#since = position
    this.#acknowledged.forEach((count, lane) => {
      const stored = this.#stored[lane] ?? 0
      if (stored < count) this.#fault(`lost: ${count - stored} of lane ${lane}`)
    })
    const stored = this.#stored.reduce((sum, count) => sum + count, 0)
    if (accepted !== stored) this.#fault(`${accepted} counted, ${stored} stored`)
    if (epoch < this.#epoch) this.#fault(`epoch ${this.#epoch} is lost`)
    const whole = epoch === 0 ? 0 : PUBLISHED.length
    if (shown.length !== whole || shown.some((label) => label !== `epoch ${epoch}`)) {
      this.#fault(`of epoch ${epoch} there is a part: ${new Set(shown).size}, ${shown.length}`)
    }
    for (const fault of faults) this.#fault(fault)
  }

  /** A copy is whole as soon as it has its name, and holds what was acknowledged before it began. */
  #checkCopies(): void {
    for (const { file, acknowledged } of this.#copies) {
      if (!existsSync(file)) continue
      const copy = new DatabaseSync(file, { readOnly: true })
      const [check] = copy.prepare('PRAGMA integrity_check').all()
      if (check?.['integrity_check'] !== 'ok') this.#fault(`a copy: ${JSON.stringify(check)}`)
      const held = Number(copy.prepare('SELECT count(*) AS held FROM event').get()?.['held'])
      const least = acknowledged.reduce((sum, count) => sum + count, 0)
      if (held < least) this.#fault(`a copy holds ${held}, ${least} were acknowledged before`)
      copy.close()
    }
    for (const { file } of this.#copies) this.#removeAll(basename(file))
    this.#copies = []
  }

  #fault(what: string): void {
    this.#told.faults.push(`${basename(this.#file)}, life ${this.#round}: ${what}`)
  }

  remove(): void {
    this.#removeAll(basename(this.#file))
  }

  #removeAll(name: string): void {
    const folder = dirname(this.#file)
    for (const found of readdirSync(folder)) {
      if (found.startsWith(name)) rmSync(join(folder, found), { force: true })
    }
  }
}
