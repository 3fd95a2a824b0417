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
const TAGS_MAX = 1_000
const TAGGED_MAX_CHARACTERS = 2_000

/**
 * What clients and the public are told [DS2]: the published labels, and one and the same answer for every
 * reason of having none. Each part of an answer depends on the labels and the epoch alone [DS4].
 */
export class LabelDesk {
  readonly #source: Pick<PublishedLabels, 'published'>
  readonly #epochOf: (now: Ms) => EpochNow
  readonly #tags = new Map<string, { readonly number: number; readonly tag: string }>()

  constructor(source: Pick<PublishedLabels, 'published'>, epochOf: (now: Ms) => EpochNow) {
    this.#source = source
    this.#epochOf = epochOf
  }

  async one(member: string, now: Ms): Promise<LabelAnswer> {
    const published = await this.#source.published([member])
    return this.#answer(textOf(member, published), 'application/json', now)
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

  /** The hash of an answer: few answers are told often, and which are is public. */
  #tagOf(number: number, body: string): string {
    const known = this.#tags.get(body)
    if (known !== undefined && known.number === number) return known.tag
    const tag = createHash('sha256').update(`${number}\n${body}`).digest('base64url').slice(0, 22)
    if (this.#tags.size >= TAGS_MAX) this.#tags.clear()
    if (body.length <= TAGGED_MAX_CHARACTERS) this.#tags.set(body, { number, tag })
    return tag
  }

  #answer(body: string, media: string, now: Ms): LabelAnswer {
    const { number, nextAt } = this.#epochOf(now)
    const seconds = Math.min(CACHE_MAX_SECONDS, Math.max(1, Math.ceil((nextAt - now) / 1_000)))
    return {
      body,
      media,
      headers: {
        ETag: `"${this.#tagOf(number, body)}"`,
        'Cache-Control': `public, max-age=${seconds}`,
        'Cross-Origin-Resource-Policy': 'cross-origin',
      },
    }
  }
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
