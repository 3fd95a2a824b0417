import type { CsvTask, Scanned } from './scan.ts'
import type { Folded, FoldTask, ScoreTask, Station } from './station.ts'

/** What a thread is asked to do once. */
export type Request =
  | { readonly kind: 'csv'; readonly task: CsvTask }
  | { readonly kind: 'fold'; readonly task: FoldTask }

export type Answer<K extends Request['kind']> = {
  readonly csv: Scanned
  readonly fold: Folded
}[K]

export type ToWorker =
  | { readonly kind: 'request'; readonly call: number; readonly request: Request }
  | { readonly kind: 'score'; readonly call: number; readonly task: ScoreTask }
  /** One more block may be sent. */
  | { readonly kind: 'more'; readonly call: number }
  | { readonly kind: 'stop'; readonly call: number }

export type FromWorker =
  | { readonly kind: 'answer'; readonly call: number; readonly answer: unknown }
  | { readonly kind: 'block'; readonly call: number; readonly text: string }
  | { readonly kind: 'failed'; readonly call: number; readonly error: unknown }

/** How many blocks a thread may be ahead of whoever reads them. */
export const BLOCKS_AHEAD = 24

export type OnBytes = (bytes: number) => void

export async function perform(
  station: Station,
  request: Request,
  onBytes: OnBytes,
): Promise<unknown> {
  switch (request.kind) {
    case 'csv':
      return station.scanCsv(request.task, onBytes)
    case 'fold':
      return station.fold(request.task)
  }
}
