import { Random } from '@alacrity/sample'
import { SURNAMES } from './names.ts'
import { type Phrase, PHRASES } from './phrases.ts'
import { type Trade, TRADES } from './trades.ts'

/** A whole number that is the same for the same text on every machine: FNV-1a. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  }
  return hash >>> 0
}

/** Chance that belongs to a name: the same draws whenever it is asked. */
export const chanceOf = (name: string): Random => new Random(hashOf(name), 0)

export function tradeOf(freelancer: string): Trade {
  const number = Number(/\d+$/.exec(freelancer)?.[0] ?? 0)
  const trade = TRADES[number % TRADES.length]
  if (trade === undefined) throw new Error('there are no trades')
  return trade
}

const firstName = (id: string) => id.replace(/-\d+$/, '')
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** The name of somebody of the sample, such as "Nils Bergström" for nils-15. */
export function fullName(id: string, role: 'freelancer' | 'client'): string {
  const first = firstName(id)
  const surnames = Object.values(SURNAMES)
  const surname = role === 'freelancer' ? SURNAMES[first] : chanceOf(id).pick(surnames)
  return `${capital(first)} ${surname ?? ''}`.trim()
}

export type Spoken = {
  /** The same id always says the same. */
  readonly id: string
  readonly conversation: string
  readonly freelancer: string
  readonly client: string
  readonly phrase: Phrase
}

/** A short text for what somebody does. */
export function say({ id, conversation, freelancer, client, phrase }: Spoken): string {
  const job = chanceOf(conversation).pick(tradeOf(freelancer).jobs)
  return chanceOf(id)
    .pick(PHRASES[phrase])
    .replaceAll('{job}', job)
    .replaceAll('{first}', capital(firstName(freelancer)))
    .replaceAll('{client}', capital(firstName(client)))
}
