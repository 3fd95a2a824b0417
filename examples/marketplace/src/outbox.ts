import type { NewEvent } from '@alacrity/sdk'
import type { Database, Row } from './database.ts'

/** What became of an event that was sent. */
export type Sent =
  | { readonly kind: 'stored' }
  /** Alacrity will never take it; the reason is kept beside it for an engineer to read. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Not now: it stays where it is and goes again with the same id. */
  | { readonly kind: 'later' }

/** Sends a batch and answers for each event, aligned by index. Rejects when nobody answers. */
export type Send = (events: readonly NewEvent[]) => Promise<readonly Sent[]>

const BATCH = 500
const RETRY_FIRST_MS = 500
const RETRY_LAST_MS = 30_000

/** The row's number tells the order of what happened in the same millisecond. */
function eventOf({ no, event }: Row): NewEvent {
  return { ...(JSON.parse(String(event)) as NewEvent), seq: Number(no) }
}

/**
 * Brings the outbox to Alacrity, oldest first. What is not confirmed stays and goes again with the same
 * id, which Alacrity counts once: nothing is lost while it is away, and nothing counts twice.
 */
export class Outbox {
  readonly #database: Database
  readonly #send: Send
  #running: Promise<void> | null = null
  #again: NodeJS.Timeout | null = null
  #retryMs = RETRY_FIRST_MS
  #closed = false

  constructor(database: Database, send: Send) {
    this.#database = database
    this.#send = send
  }

  /** Sends what is waiting, soon. Called after everything that may have put something in. */
  kick(): void {
    void this.deliver()
  }

  /** Resolves when everything is sent or an attempt has failed; never rejects. */
  async deliver(): Promise<void> {
    // Who comes while a batch is under way waits for it, and then for what came since.
    while (this.#running !== null) await this.#running
    if (this.#closed || this.waiting() === 0) return
    this.#running = this.#work()
    await this.#running
  }

  waiting(): number {
    const row = this.#database.one('SELECT count(*) AS n FROM outbox WHERE refused IS NULL')
    return Number(row?.['n'] ?? 0)
  }

  async close(): Promise<void> {
    this.#closed = true
    if (this.#again !== null) clearTimeout(this.#again)
    await this.#running
  }

  async #work(): Promise<void> {
    try {
      while (!this.#closed && (await this.#sendBatch()) > 0) this.#retryMs = RETRY_FIRST_MS
      if (this.waiting() > 0) this.#tryAgain()
    } catch {
      this.#tryAgain()
    } finally {
      this.#running = null
    }
  }

  /** Returns how many left the outbox. */
  async #sendBatch(): Promise<number> {
    const rows = this.#database.all(
      'SELECT no, event FROM outbox WHERE refused IS NULL ORDER BY no LIMIT ?',
      BATCH,
    )
    if (rows.length === 0) return 0
    const results = await this.#send(rows.map(eventOf))
    let gone = 0
    this.#database.together(() => {
      rows.forEach(({ no }, index) => {
        const result = results[index] ?? { kind: 'later' }
        if (result.kind === 'later') return
        gone += 1
        if (result.kind === 'stored') this.#database.run('DELETE FROM outbox WHERE no = ?', no ?? 0)
        else
          this.#database.run('UPDATE outbox SET refused = ? WHERE no = ?', result.reason, no ?? 0)
      })
    })
    return gone
  }

  #tryAgain(): void {
    if (this.#closed) return
    if (this.#again !== null) clearTimeout(this.#again)
    this.#again = setTimeout(() => this.kick(), this.#retryMs)
    this.#again.unref()
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_LAST_MS)
  }
}
