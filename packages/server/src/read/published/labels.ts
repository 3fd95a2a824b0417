import { createHash } from 'node:crypto'
import { disclose, type Ms, viewText } from '@alacrity/engine'
import type { PublishedLabels } from '@alacrity/store'

// The client side [DS3]. This folder may import the engine's one disclosure and the type of the store's
// narrow reader, and nothing else; `tools/layers.mjs` holds it to that.

/** The public schedule: which epoch it is, and when the next one comes. Depends on nothing but the time. */
export type EpochNow = { readonly number: number; readonly nextAt: Ms }

export type LabelAnswer = {
  readonly body: string
  readonly media: string
  readonly headers: Readonly<Record<string, string>>
}

/** A label that was hidden or published must not live on in caches for long. */
const CACHE_MAX_SECONDS = 60
/** Answers about one member are short, and there are about as many as there are labels. */
const ANSWERS_MAX = 1_000
const ANSWER_MAX_CHARACTERS = 2_000
/** Members whose text is remembered, about 30 MB of them; beyond that all are forgotten and read again. */
const REMEMBERED_MAX = 100_000
const REMEMBERED_MAX_CHARACTERS = 256

/**
 * What clients and the public are told [DS2]: the published labels, and one and the same answer for every
 * reason of having none. Each part of an answer depends on the labels and the epoch alone [DS4].
 */
export class LabelDesk {
  readonly #source: Pick<PublishedLabels, 'published'>
  readonly #epochOf: (now: Ms) => EpochNow
  readonly #answers = new Map<string, Prepared>()
  /** What was read lately, by member: the answer's text. */
  readonly #known = new Map<string, string>()
  /** Rises whenever what was read may no longer be so. */
  #readings = 0

  constructor(source: Pick<PublishedLabels, 'published'>, epochOf: (now: Ms) => EpochNow) {
    this.#source = source
    this.#epochOf = epochOf
  }

  async one(member: string, now: Ms): Promise<LabelAnswer> {
    const known = this.known(member, now)
    if (known !== null) return known
    const reading = this.#readings
    const text = textOf(member, await this.#source.published([member]))
    // Labels that changed while they were read are read again by whoever asks next.
    if (reading === this.#readings && member.length <= REMEMBERED_MAX_CHARACTERS) {
      if (this.#known.size >= REMEMBERED_MAX) this.#known.clear()
      this.#known.set(member, text)
    }
    return this.#answer(text, 'application/json', now)
  }

  /** The answer where it needs no reading; null where it does. Having no label is remembered like having one. */
  known(member: string, now: Ms): LabelAnswer | null {
    const text = this.#known.get(member)
    return text === undefined ? null : this.#answer(text, 'application/json', now)
  }

  /** To be called whenever published labels may have changed: all are read again. */
  forget(): void {
    this.#readings += 1
    this.#known.clear()
  }

  /** Aligned with the members asked for, which is the only order there is. */
  async many(members: readonly string[], now: Ms): Promise<LabelAnswer> {
    const published = await this.#source.published([...new Set(members)])
    const results = members.map((member) => textOf(member, published))
    return this.#answer(`{"results":[${results.join()}]}`, 'application/json', now)
  }

  async badge(member: string, now: Ms): Promise<LabelAnswer> {
    const published = await this.#source.published([member])
    const { labels } = JSON.parse(textOf(member, published)) as { labels: readonly string[] }
    return this.#answer(badgeOf(labels), 'image/svg+xml', now)
  }

  /** The answer of an epoch's text: few are told often, and which are is public. */
  #answer(body: string, media: string, now: Ms): LabelAnswer {
    const { number, nextAt } = this.#epochOf(now)
    const seconds = Math.min(CACHE_MAX_SECONDS, Math.max(1, Math.ceil((nextAt - now) / 1_000)))
    const known = this.#answers.get(body)
    if (known !== undefined && known.number === number && known.seconds === seconds) {
      return known.answer
    }
    const answer = {
      body,
      media,
      headers: {
        ETag: `"${tagOf(number, body)}"`,
        'Cache-Control': `public, max-age=${seconds}`,
        'Cross-Origin-Resource-Policy': 'cross-origin',
      },
    }
    if (this.#answers.size >= ANSWERS_MAX) this.#answers.clear()
    if (body.length <= ANSWER_MAX_CHARACTERS) this.#answers.set(body, { number, seconds, answer })
    return answer
  }
}

type Prepared = {
  readonly number: number
  readonly seconds: number
  readonly answer: LabelAnswer
}

function tagOf(number: number, body: string): string {
  return createHash('sha256').update(`${number}\n${body}`).digest('base64url').slice(0, 22)
}

function textOf(member: string, published: ReadonlyMap<string, readonly string[]>): string {
  const labels = published.get(member) ?? []
  const subject = {
    member,
    published: { epoch: '', labels },
    explanation: null,
    // The store shows no labels of members under restriction, so there are none to hide here.
    restricted: false,
  }
  return viewText(disclose({ kind: 'public' }, subject))
}

const HEIGHT = 24
const LETTER_WIDTH = 7.5

/** A picture of the labels; of none, an empty picture. */
function badgeOf(labels: readonly string[]): string {
  const name = labels.join(', ')
  const width = name === '' ? 1 : Math.ceil(name.length * LETTER_WIDTH + 34)
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img"`
  if (name === '') return `${open} aria-hidden="true"></svg>`
  const safe = escapeXml(name)
  return (
    `${open} aria-label="${safe}"><title>${safe}</title>` +
    `<rect x=".5" y=".5" width="${width - 1}" height="${HEIGHT - 1}" rx="11.5" fill="#e8f5ee" stroke="#1b7f4b"/>` +
    `<path d="M8 12.5l3 3 5.5-6.5" fill="none" stroke="#1b7f4b" stroke-width="2"/>` +
    `<text x="23" y="16.5" font-family="system-ui,sans-serif" font-size="13" fill="#14532d">${safe}</text></svg>`
  )
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter)
}
