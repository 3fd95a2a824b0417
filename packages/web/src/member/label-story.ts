import type { Score } from '@alacrity/sdk'
import { text } from '../strings/en.ts'

const words = text.member.label

/** What is said of a label: where it stands, and what there is to do. */
export type Story = {
  readonly tone: 'good' | 'danger' | 'lost' | 'none'
  readonly headline: string
  readonly todo: readonly string[]
}

/** A loss is told of this long; then it is simply not held. */
const FRESH_LOSS_MS = 56 * 86_400_000

export function labelStory(score: Score, label: string, isHeld: boolean): Story {
  const ahead = score.forecast.filter(({ scenario }) => scenario === 'nothing_more')
  const todo = toDo(score, label)
  if (isHeld) {
    const lost = ahead.find(({ labels }) => labels[label] !== true)
    const last = ahead.at(-1)?.epoch ?? score.next_epoch
    return lost === undefined
      ? { tone: 'good', headline: words.until(label, last), todo: [] }
      : { tone: 'danger', headline: words.ends(label, lost.epoch), todo }
  }
  const got = ahead.find(({ labels }) => labels[label] === true)
  if (got !== undefined) return { tone: 'none', headline: words.coming(label, got.epoch), todo: [] }
  const change = score.label_history.findLast((row) => row.label === label)
  const isFresh =
    change?.held === false && Date.parse(score.as_of) - Date.parse(change.epoch) < FRESH_LOSS_MS
  return isFresh
    ? { tone: 'lost', headline: words.lostOn(label, change.epoch), todo }
    : { tone: 'none', headline: words.neverHeld(label), todo }
}

/** The cheapest way to the label, in words; none where nothing needs doing. */
function toDo(score: Score, label: string): readonly string[] {
  const action = score.actions.find((each) => each.label === label)
  if (action === undefined) return []
  const { goal, reply_to: replies, before, more_on_time: more, epoch } = action
  const lines: string[] = []
  if (before !== null) {
    const say = goal === 'keep' ? words.keepBy : words.earnBy
    lines.push(say(replies.length, before, label))
  }
  if (more > 0) lines.push(replies.length > 0 ? words.moreToo(more) : words.more(more, epoch))
  return lines
}
