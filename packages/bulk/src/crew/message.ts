import type { EventsTask } from './events.ts'
import type { GroupsTask, RowsTask } from './parquet.ts'
import type { CsvTask, OnBytes, Scanned, StreamTask } from './scan.ts'
import type { Joined, JoinTask } from '../fold/join.ts'
import type { Share } from '../fold/share.ts'
import type { ScoreTask, Station } from './station.ts'

/** What a thread is asked to do once. */
export type Request =
  | { readonly kind: 'range'; readonly task: CsvTask }
  | { readonly kind: 'stream'; readonly task: StreamTask }
  | { readonly kind: 'events'; readonly task: EventsTask }
  | { readonly kind: 'groups'; readonly task: GroupsTask }
  | { readonly kind: 'rows'; readonly task: RowsTask }
  /** All inputs whose events bring ids have been read. */
  | { readonly kind: 'events_end'; readonly task: null }
  | { readonly kind: 'join'; readonly task: JoinTask }
  | { readonly kind: 'fold'; readonly task: Share }

export type Answer<K extends Request['kind']> = K extends 'fold'
  ? void
  : K extends 'join'
    ? Joined
    : Scanned

export type ToWorker =
  | { readonly kind: 'request'; readonly call: number; readonly request: Request }
  | { readonly kind: 'score'; readonly call: number; readonly task: ScoreTask }
  /** One more block may be sent. */
  | { readonly kind: 'more'; readonly call: number }
  | { readonly kind: 'stop'; readonly call: number }

export type FromWorker =
  | { readonly kind: 'answer'; readonly call: number; readonly answer: unknown }
  | { readonly kind: 'block'; readonly call: number; readonly lines: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'failed'; readonly call: number; readonly error: unknown }

/** How many blocks a thread may be ahead of whoever reads them. */
export const BLOCKS_AHEAD = 24

export async function perform(
  station: Station,
  request: Request,
  onBytes: OnBytes,
): Promise<unknown> {
  switch (request.kind) {
    case 'range':
      return station.scanRange(request.task, onBytes)
    case 'stream':
      return station.scanStream(request.task, onBytes)
    case 'events':
      return station.readEvents(request.task, onBytes)
    case 'groups':
      return station.scanGroups(request.task, onBytes)
    case 'rows':
      return station.scanRows(request.task)
    case 'events_end':
      return station.endEvents()
    case 'join':
      return station.join(request.task)
    case 'fold':
      return station.fold(request.task)
  }
}
