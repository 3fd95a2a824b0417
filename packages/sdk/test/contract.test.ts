import type { Event, ExplainedTurn, Finding, PathPoint, Prospect } from '@alacrity/engine'
import {
  type Agenda,
  type AwayPreview,
  type Backtest,
  ERROR_CODES,
  type ErrorCode,
  type HoursPreview,
  type MemberExport,
  type Patterns,
  type ScoreView,
  type TurnsPage,
} from '@alacrity/server'
import type * as store from '@alacrity/store'
import { describe, expect, test } from 'vitest'
import type * as sdk from '../src/index.ts'

// The types of the client are written by hand, so that it needs nothing of the service. That they say what
// the service says is checked here, by the compiler.

type Extends<A, B> = [A] extends [B] ? true : false
/** Each can stand for the other, and neither has a field that the other lacks. */
type Same<A, B> = [
  Extends<A, B>,
  Extends<B, A>,
  Extends<keyof A, keyof B>,
  Extends<keyof B, keyof A>,
]
type Yes = [true, true, true, true]

/** Compiles only where the two types are the same. */
function same<A, B>(sure: Same<A, B> extends Yes ? true : never): boolean {
  return sure
}

describe('the types are those of the service', () => {
  test('what a member reads', () => {
    expect(same<sdk.Score, ScoreView>(true)).toBe(true)
    expect(same<sdk.Turn, ExplainedTurn>(true)).toBe(true)
    expect(same<sdk.ScoreAt, PathPoint>(true)).toBe(true)
    expect(same<sdk.Prospect, Prospect>(true)).toBe(true)
    expect(same<sdk.Patterns, Patterns>(true)).toBe(true)
    expect(same<sdk.Calendar, Agenda>(true)).toBe(true)
    expect(same<sdk.AwayPreview, AwayPreview>(true)).toBe(true)
    expect(same<sdk.HoursPreview, HoursPreview>(true)).toBe(true)
    expect(same<sdk.TurnsPage, TurnsPage>(true)).toBe(true)
    expect(same<sdk.LabelHistoryEntry, store.HistoryRecord>(true)).toBe(true)
    expect(same<sdk.AuditEntry, store.AuditEntry>(true)).toBe(true)
    expect(same<sdk.Contest, store.Contest>(true)).toBe(true)
    expect(same<sdk.Restriction, store.Restriction>(true)).toBe(true)
    expect(same<sdk.StoredEvent, Event>(true)).toBe(true)
    expect(same<sdk.MemberExport, MemberExport>(true)).toBe(true)
  })

  test('what an operator reads', () => {
    expect(same<sdk.Finding, Finding>(true)).toBe(true)
    expect(same<sdk.Backtest, Backtest>(true)).toBe(true)
    expect(same<sdk.ScheduledPolicy, store.Scheduled>(true)).toBe(true)
    expect(
      same<Omit<sdk.StoredPolicy, 'document'>, Omit<store.PolicyRecord, 'document'>>(true),
    ).toBe(true)
    expect(same<sdk.Delivery, store.Outgoing>(true)).toBe(true)
    expect(same<sdk.Conflict, store.Aside>(true)).toBe(true)
    expect(same<sdk.Aggregates['events'], store.Counts>(true)).toBe(true)
    expect(same<NonNullable<sdk.Aggregates['last_epoch']>, store.Publication>(true)).toBe(true)
  })

  test('what is stored can be sent again, and every code is known', () => {
    const again: Extends<sdk.StoredEvent, sdk.NewEvent> = true
    expect(again).toBe(true)
    expect(same<sdk.ServiceErrorCode, ErrorCode>(true)).toBe(true)
    expect(ERROR_CODES).toContain('bad_token' satisfies sdk.ServiceErrorCode)
  })

  test('control: another type does not compile', () => {
    // @ts-expect-error a score is no turn
    expect(same<sdk.Score, ExplainedTurn>(true)).toBe(true)
    // @ts-expect-error a field is missing
    expect(same<Omit<sdk.Contest, 'answer'>, store.Contest>(true)).toBe(true)
    // @ts-expect-error a code is missing
    expect(same<Exclude<sdk.ServiceErrorCode, 'store_full'>, ErrorCode>(true)).toBe(true)
  })
})
