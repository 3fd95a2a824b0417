import { DAY, type Event, formatInstant, type Ms } from '@alacrity/engine'
import type { Contest, Store } from '@alacrity/store'
import { announce } from '../base/announce.ts'
import { freshId } from '../base/chance.ts'
import { Refusal } from '../base/errors.ts'
import { type EventPorts, record } from './event.ts'

export type ActPorts = EventPorts & {
  readonly store: Pick<Store, 'log' | 'turns' | 'members' | 'contests' | 'labels' | 'outbox'>
  /** Days of absence a member may declare in a calendar year (UTC); null: as many as they like. */
  readonly awayDaysMax: number | null
}

/** An answer is owed within this time. Nothing but a person's decision closes a contest. */
const CONTEST_MS = 14 * DAY
const AWAY_MAX_MS = 366 * DAY

export type Away = { readonly from: Ms; readonly until: Ms }

/** Declares an absence within the operator's allowance [CK4]; one of the same beginning replaces it. */
export async function declareAway(
  ports: ActPorts,
  member: string,
  { from, until, now }: Away & { readonly now: Ms },
): Promise<Event> {
  if (until < from) throw refusedAct('until', 'is before from')
  if (until - from > AWAY_MAX_MS) throw refusedAct('until', 'is more than a year after from')
  if (until < now) throw refusedAct('until', 'lies in the past: an absence never acts backwards')
  const { members } = ports.store
  const id = `away_${from}`
  const claim = { member, id, period: formatInstant(from).slice(0, 4), at: now }
  // What replaces an absence is counted instead of it, not beside it.
  await members.releaseAway(member, id)
  if (ports.awayDaysMax !== null && until > from) {
    const allowance = ports.awayDaysMax * DAY
    const counted = await members.claimAway({
      ...claim,
      ms: until - from,
      allowance_ms: allowance,
    })
    if (counted.kind === 'refused') {
      const left = Math.max(0, Math.floor((allowance - counted.used_ms) / DAY))
      throw new Refusal('allowance_exceeded', {
        detail: `${left} days are left in ${claim.period}`,
      })
    }
  }
  try {
    return await record(ports, { type: 'away', member, at: now, from, until })
  } catch (error) {
    await members.releaseAway(member, id).catch(() => {})
    throw error
  }
}

/** Sets the hours at which a member can be expected to answer, for turns opened from now on [CK3]. */
export function setHours(
  ports: ActPorts,
  member: string,
  hours: { readonly weekly: unknown; readonly zone: string; readonly now: Ms },
): Promise<Event> {
  const { now, ...fields } = hours
  return record(ports, { type: 'hours', member, at: now, valid_from: now, ...fields })
}

/** Says that a conversation's open turn needs no reply, or reports it. Whether it excuses is the policy's. */
export async function endTurn(
  ports: ActPorts,
  member: string,
  end: {
    readonly conversation: string
    readonly now: Ms
    readonly by: { readonly type: 'release' } | { readonly type: 'flag'; readonly reason: string }
  },
): Promise<Event> {
  const { conversation, now, by } = end
  const turns = await ports.store.turns.of(member)
  const open = turns.some(
    (turn) =>
      turn.conversation === conversation && turn.ended_at === null && turn.replied_at === null,
  )
  if (!open) throw refusedAct('conversation', 'has no turn that waits for a reply')
  const fields = by.type === 'release' ? { by: 'member' } : { reason: by.reason }
  return record(ports, { type: by.type, member, conversation, at: now, ...fields })
}

export type Complaint = {
  readonly subject: 'turn' | 'label'
  /** The turn's id, or line/label. */
  readonly about: string
  readonly reason: string
  readonly now: Ms
}

/** Opens a contest of a turn or a label; the clock of 14 days starts. */
export async function openContest(
  ports: ActPorts,
  member: string,
  complaint: Complaint,
): Promise<Contest> {
  const { now, ...rest } = complaint
  if (rest.subject === 'turn') {
    const turns = await ports.store.turns.of(member)
    if (!turns.some(({ turn }) => turn === rest.about)) throw new Refusal('not_found')
  }
  const opened = { ...rest, id: freshId(ports.chance, 'contest'), member, opened_at: now }
  const contest = { ...opened, due_at: now + CONTEST_MS }
  if ((await ports.store.contests.open(contest)) === 'already') throw new Refusal('already_open')
  const data = { contest: contest.id, member, subject: rest.subject, due_at: contest.due_at }
  await announce(ports, [{ topic: 'contest.opened', id: contest.id, now, data }])
  return { ...contest, state: 'open', decided_at: null, decided_by: null, answer: null }
}

/** Takes one's own contest back. Somebody else's is not there. */
export async function withdrawContest(
  ports: ActPorts,
  member: string,
  { id, now }: { readonly id: string; readonly now: Ms },
): Promise<void> {
  const contest = await ports.store.contests.get(id)
  if (contest?.member !== member) throw new Refusal('not_found')
  const decision = { id, state: 'withdrawn', decided_at: now, answer: '' } as const
  const decided = await ports.store.contests.decide({ ...decision, decided_by: `member:${member}` })
  if (decided !== 'decided') throw new Refusal('already_closed')
}

export type Verdict = {
  readonly id: string
  readonly state: 'upheld' | 'rejected'
  readonly answer: string
  readonly by: string
  readonly now: Ms
}

/** A person decides. A turn that is rightly contested is excused from the next epoch on [TN7, DS6]. */
export async function decideContest(ports: ActPorts, verdict: Verdict): Promise<Contest> {
  const { id, state, answer, by, now } = verdict
  const contest = await ports.store.contests.get(id)
  if (contest === null) throw new Refusal('not_found')
  if (contest.state !== 'open') throw new Refusal('already_closed')
  if (state === 'upheld' && contest.subject === 'turn') {
    // The ruling comes first: decided but without effect would be worse than two equal rulings.
    const { member, about: turn } = contest
    await record(ports, { type: 'ruling', member, turn, excused: true, at: now, reason: answer })
  }
  const decided = { id, state, decided_at: now, decided_by: by, answer }
  if ((await ports.store.contests.decide(decided)) !== 'decided')
    throw new Refusal('already_closed')
  return { ...contest, ...decided }
}

function refusedAct(field: string, detail: string): Refusal {
  return new Refusal('invalid_act', { field, detail, remedy: `Correct ${field}.` })
}
