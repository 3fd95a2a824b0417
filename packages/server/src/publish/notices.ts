import { Assessor, explain, formatInstant, type Ms } from '@alacrity/engine'
import type { Notice, Store } from '@alacrity/store'
import type { EpochOf } from '../assess/lines.ts'
import { announce } from '../base/announce.ts'
import type { ComingLoss, Evaluated } from './evaluate.ts'

type Ports = {
  readonly store: Pick<Store, 'turns' | 'notices' | 'outbox'>
  readonly contact: string
}
type Told = {
  readonly line: string
  readonly due: EpochOf
  readonly evaluated: Evaluated
  readonly now: Ms
}

/** Turns that cost something are shown worst first, and no more than a person reads. */
const TURNS_SHOWN = 10

/**
 * Tells members what became of their labels at an epoch, and what will at the next if nothing more
 * happens [LB6, LB7]. Every notice has an id of its own, so telling twice is telling once.
 */
export async function tellMembers(ports: Ports, told: Told): Promise<void> {
  const { evaluated } = told
  const { records, losses } = evaluated
  for (let at = 0; at < records.length; at += AT_ONCE) {
    const some = records.slice(at, at + AT_ONCE)
    await ports.store.notices.add(some.flatMap((record) => noticesOf(ports, told, record)))
  }
  for (let at = 0; at < losses.length; at += AT_ONCE) {
    await tellLosses(ports, told, losses.slice(at, at + AT_ONCE))
  }
}

/** Told in one transaction: it is the trips to the disk that take long. */
const AT_ONCE = 500

function noticesOf(
  ports: Ports,
  { line, due, evaluated, now }: Told,
  { member, changes }: Evaluated['records'][number],
): readonly Omit<Notice, 'read_at'>[] {
  return changes.map(({ label, held }) => {
    const tooFew = evaluated.endedByTooFew.has(`${member}\u0000${label}`)
    return {
      id: `label_${line}_${label}_${due.at}_${member}`,
      member,
      at: now,
      topic: held ? 'label.granted' : 'label.lost',
      body: JSON.stringify({
        label,
        epoch: formatInstant(due.at),
        policy: due.policy.policy,
        ...(held ? {} : { because: tooFew ? 'too_few' : 'below_keep', contact: ports.contact }),
      }),
    }
  })
}

async function tellLosses(ports: Ports, told: Told, losses: readonly ComingLoss[]): Promise<void> {
  const assessor = new Assessor(told.due.policy)
  const notices: (Omit<Notice, 'read_at'> & { readonly label: string })[] = []
  for (const loss of losses) {
    const history = await ports.store.turns.history(loss.member)
    if (history === null) continue
    const explained = explain(history, assessor, told.due.at)
    notices.push({ ...lossNotice(ports, { ...told, loss }, explained), label: loss.label })
  }
  const added = new Set(await ports.store.notices.add(notices))
  const messages = notices
    .filter(({ id }) => added.has(id))
    .map(({ topic, id, member, label }) => ({ topic, id, now: told.now, data: { member, label } }))
  await announce(ports, messages)
}

function lossNotice(
  ports: Ports,
  { line, now, loss }: Told & { readonly loss: ComingLoss },
  explained: ReturnType<typeof explain>,
): Omit<Notice, 'read_at'> {
  const { member, label, at, tooFew } = loss
  const action = explained.actions.find((each) => each.label === label && each.goal === 'keep')
  const causes = explained.turns
    .filter(({ effect_points: effect, outcome }) => (effect ?? 0) < 0 || outcome === 'pending')
    .sort((a, b) => (a.effect_points ?? 0) - (b.effect_points ?? 0))
    .slice(0, TURNS_SHOWN)
    .map(({ turn, outcome, effect_points }) => ({ turn, outcome, effect_points }))
  return {
    id: `loss_${line}_${label}_${at}_${member}`,
    member,
    at: now,
    topic: 'label.loss_coming',
    body: JSON.stringify({
      label,
      epoch: formatInstant(at),
      because: tooFew ? 'too_few' : 'below_keep',
      turns: causes,
      averted_by: action === undefined ? null : action.text,
      reply_to: action?.reply_to ?? [],
      before: action?.before ?? null,
      contact: ports.contact,
    }),
  }
}
