import { statSync } from 'node:fs'
import { type History, readHistory } from '@alacrity/bulk'
import { formatInstant, MemberHistory, type Ms } from '@alacrity/engine'
import type { Call } from '../command/command.ts'
import { didYouMean } from '../command/nearest.ts'
import { type ExitStatus, Stop } from '../command/stop.ts'
import { ProgressLine } from '../write/progress.ts'
import { breathe, say } from '../write/say.ts'
import { count } from '../write/words.ts'
import { faultLines, someOf } from './faults.ts'
import { formatOf, instantOf, integerOf, isGiven } from './values.ts'

/** A message history that was read, with what was asked of it. */
export type Opened = {
  readonly history: History
  /** The members asked for, in id order; null: all. */
  readonly members: readonly string[] | null
  /** 1 where rows were refused. */
  readonly status: ExitStatus
}

/** Reads the files a command was given, and tells of every row that was refused. */
export async function openHistory(
  call: Call,
  files: readonly string[] = call.given.positionals,
): Promise<Opened> {
  checkFiles(files, call.command.name)
  const history = await readWith(call, files)
  try {
    for (const line of faultLines(history)) say(line)
    const { counts, faults, memberIds } = history
    if (memberIds.length === 0) throw nothingIn(history)
    const refused = counts.refused + counts.conflicts + faults.length > 0
    const members = membersAsked(call, history)
    return { history, members, status: refused ? 1 : 0 }
  } catch (error) {
    await history.close()
    throw error
  }
}

/**
 * Lets a read from standard input wait for what comes. Another program at the pipe's other end may have
 * set it to refuse a read instead while it is empty (EAGAIN), and nothing but the stream's handle can undo it.
 */
export function waitForInput(): void {
  const { _handle: handle } = process.stdin as {
    readonly _handle?: { readonly setBlocking?: (on: boolean) => void } | null
  }
  handle?.setBlocking?.(true)
}

async function readWith(call: Call, files: readonly string[]): Promise<History> {
  const workers = integerOf(call.given, 'workers', { least: 0, most: 64 })
  const progress = new ProgressLine()
  if (files.includes('-')) waitForInput()
  try {
    return await readHistory(files, {
      ...(workers === null ? {} : { workers }),
      ...(call.terminal.progress ? { onProgress: progress.draw } : {}),
    })
  } finally {
    progress.wipe()
  }
}

function nothingIn({ counts, faults }: History): Stop {
  if (counts.accepted > 0) {
    return new Stop('No event names a member.', 'Give messages: there is nobody to judge.')
  }
  return faults.length > 0
    ? new Stop('Nothing was accepted, so nothing is judged.', 'Correct what is said above.')
    : new Stop('There are no events.', 'Give a file with at least one.')
}

export function checkFiles(files: readonly string[], command: string): void {
  if (files.length === 0) {
    throw new Stop(
      'Name at least one file.',
      `\`alacrity ${command} --help\` shows how; - is standard input.`,
    )
  }
  for (const file of files) {
    if (file === '-') continue
    const found = statSync(file, { throwIfNoEntry: false })
    if (found === undefined) throw new Stop(`There is no file ${file}.`, 'Check the path.')
    if (found.isDirectory()) throw new Stop(`${file} is a folder.`, 'Name the files in it.')
  }
  if (files.filter((file) => file === '-').length > 1) {
    throw new Stop('Standard input is named twice.', 'Name - once.')
  }
}

function membersAsked(call: Call, history: History): readonly string[] | null {
  const asked = call.given.values.get('member')
  if (asked === undefined) return null
  const known = new Set(history.memberIds)
  const unknown = asked.find((member) => !known.has(member))
  if (unknown !== undefined) throw unknownMember(unknown, history.memberIds)
  const wanted = new Set(asked)
  return history.memberIds.filter((member) => wanted.has(member))
}

function unknownMember(member: string, known: readonly string[]): Stop {
  const here = `The ${count(known.length, 'member')} here: ${someOf(known)}.`
  return new Stop(`There is no member ${member} in this history.`, didYouMean(member, known, here))
}

/** The instant asked for with --as-of, or the last event's, which is said. */
export function asOfFrom(call: Call, history: History): Ms {
  const asked = instantOf(call.given, 'as-of')
  if (asked !== null) return asked
  const last = history.lastEventAt ?? 0
  say(`As of ${formatInstant(last)}, the last event; --as-of TIME asks for another instant.`)
  return last
}

/** All events of one member as the engine reads them. */
export function historyOf(history: History, member: string): MemberHistory {
  const { outages, erasures } = history
  return new MemberHistory(member, history.member(member), { outages, erasures })
}

/**
 * The histories of the members asked for, one after the other, in id order. In between, signals and the
 * screen have their turn; progress is drawn where the answer does not go to the same screen meanwhile.
 */
export async function* eachHistory(
  call: Call,
  { history, members }: Opened,
): AsyncGenerator<MemberHistory> {
  const ids = members ?? history.memberIds
  const progress = new ProgressLine()
  const isElsewhere = process.stdout.isTTY !== true || isGiven(call.given, 'out')
  const isApart = isElsewhere || formatOf(call) === 'table'
  const shows = call.terminal.progress && isApart
  let since = performance.now()
  let done = 0
  try {
    for (const id of ids) {
      if (performance.now() - since > BREATH_MS) {
        if (shows) progress.count(done, ids.length)
        await breathe()
        since = performance.now()
      }
      yield historyOf(history, id)
      done += 1
    }
  } finally {
    progress.wipe()
  }
}

const BREATH_MS = 50
