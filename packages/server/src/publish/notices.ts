import { formatInstant, type Ms } from '@alacrity/engine'
import type { Notice, Store } from '@alacrity/store'
import type { EpochOf } from '../assess/lines.ts'
import { announce } from '../base/announce.ts'
import { type ComingLoss, type Evaluated, keyOf } from './evaluate.ts'

type Ports = {
  readonly store: Pick<Store, 'notices' | 'outbox'>
  readonly contact: string
}
type Told = {
  readonly line: string
  readonly due: EpochOf
  readonly evaluated: Evaluated
  readonly now: Ms
}

/**
 * Tells members what became of their labels at an epoch, and what will at the next if nothing more
 * happens [LB6, LB7]. Every notice has an id of its own, so telling twice is telling once.
 */
export async function tellMembers(ports: Ports, told: Told): Promise<void> {
  const { evaluated } = told
  const { records, losses } = evaluated
  const endedByTooFew = new Set(evaluated.endedByTooFew)
  for (let at = 0; at < records.length; at += AT_ONCE) {
    const some = records.slice(at, at + AT_ONCE)
    await ports.store.notices.add(
      some.flatMap((record) => noticesOf(ports, { ...told, endedByTooFew }, record)),
    )
  }
  for (let at = 0; at < losses.length; at += AT_ONCE) {
    await tellLosses(ports, told, losses.slice(at, at + AT_ONCE))
  }
}

/** Told in one transaction: it is the trips to the disk that take long. */
const AT_ONCE = 500

function noticesOf(
  ports: Ports,
  { line, due, endedByTooFew, now }: Told & { readonly endedByTooFew: ReadonlySet<string> },
  { member, changes }: Evaluated['records'][number],
): readonly Omit<Notice, 'read_at'>[] {
  return changes.map(({ label, held }) => {
    const tooFew = endedByTooFew.has(keyOf(member, label))
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
  const notices = losses.map((loss) => ({ ...lossNotice(ports, told, loss), label: loss.label }))
  const added = new Set(await ports.store.notices.add(notices))
  const messages = notices
    .filter(({ id }) => added.has(id))
    .map(({ topic, id, member, label }) => ({ topic, id, now: told.now, data: { member, label } }))
  await announce(ports, messages)
}

function lossNotice(
  ports: Ports,
  { line, now }: Told,
  { member, label, at, tooFew, reasons }: ComingLoss,
): Omit<Notice, 'read_at'> {
  const { turns, action } = reasons
  return {
    id: `loss_${line}_${label}_${at}_${member}`,
    member,
    at: now,
    topic: 'label.loss_coming',
    body: JSON.stringify({
      label,
      epoch: formatInstant(at),
      because: tooFew ? 'too_few' : 'below_keep',
      turns,
      averted_by: action?.text ?? null,
      reply_to: action?.reply_to ?? [],
      before: action?.before ?? null,
      contact: ports.contact,
    }),
  }
}
