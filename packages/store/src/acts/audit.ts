import { createHash } from 'node:crypto'
import { pageOf, placeOf } from '../cursor.ts'
import type { Cursor, Page } from '../page.ts'
import type { Audit, AuditEntry } from '../port-service.ts'
import { all, one, type Steps } from '../steps.ts'
import { type Acts, reading, writing } from './act.ts'

type ChainRow = AuditEntry & { readonly subject: number | null }

/**
 * Whom an entry speaks of enters the chain as a number, never as a name: so a member can be erased, by
 * forgetting whose number it was, and the chain still holds.
 */
function chained(before: string, entry: Omit<ChainRow, 'hash' | 'member'>): string {
  const { no, at, actor, action, subject, reason } = entry
  const text = JSON.stringify([before, no, at, actor, action, subject, reason])
  return createHash('sha256').update(text).digest('hex')
}

function* subjectOf(member: string | null): Steps<number | null> {
  if (member === null) return null
  const known = yield* one<{ subject: number }>('subject_get', member)
  if (known !== null) return known.subject
  return (yield* one<{ subject: number }>('subject_add', member))?.subject ?? null
}

/** A few ms of hashing. */
const VERIFIED_AT_ONCE = 500

/** Where the chain is followed on from; what follows never changes, so it may be read at several instants. */
export type Link = { readonly no: number; readonly hash: string }
export const FIRST_LINK: Link = { no: 0, hash: '' }

/** The last entry up to which the chain holds, whether it does for the next, and whether there is none. */
export type Verified = { readonly last: Link; readonly holds: boolean; readonly isEnd: boolean }

export type AuditActs = Omit<Audit, 'verify'> & {
  readonly verifySome: (after: Link) => Promise<Verified>
}

export const audit = {
  append: writing(function* (entry: Omit<AuditEntry, 'no' | 'hash'>): Steps<AuditEntry> {
    const { at, actor, action, member, reason } = entry
    const subject = yield* subjectOf(member)
    const last = yield* one<{ no: number; hash: string }>('audit_last')
    const no = (last?.no ?? 0) + 1
    const hash = chained(last?.hash ?? '', { no, at, actor, action, subject, reason })
    yield* all('audit_add', no, at, actor, action, subject, reason, hash)
    return { no, at, actor, action, member, reason, hash }
  }),
  of: reading((member: string, limit: number) => all<AuditEntry>('audit_of', member, limit)),
  all: reading(function* (cursor: Cursor, limit: number): Steps<Page<AuditEntry>> {
    const [after = 0] = placeOf('audit', cursor) ?? []
    const rows = yield* all<ChainRow>('audit_all', after, limit + 1)
    const entries = rows.map(({ no, at, actor, action, member, reason, hash }) => ({
      no,
      at,
      actor,
      action,
      member,
      reason,
      hash,
    }))
    return pageOf(entries, { list: 'audit', limit }, (last) => [last.no])
  }),
  verifySome: reading(function* ({ no, hash }: Link): Steps<Verified> {
    const rows: readonly ChainRow[] = yield* all('audit_all', no, VERIFIED_AT_ONCE)
    let last: Link = { no, hash }
    for (const row of rows) {
      if (row.no !== last.no + 1 || row.hash !== chained(last.hash, row)) {
        return { last, holds: false, isEnd: true }
      }
      last = { no: row.no, hash: row.hash }
    }
    return { last, holds: true, isEnd: rows.length < VERIFIED_AT_ONCE }
  }),
} satisfies Acts<AuditActs>
