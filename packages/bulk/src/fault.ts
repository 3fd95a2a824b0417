/** What is wrong with a row or a file, where, and what to do about it. */
export type InputFault = {
  readonly file: string
  /** Of a row: from 1 for the file's first line; null for a fault of the whole file. */
  readonly line: number | null
  readonly field: string
  readonly problem: string
  readonly remedy: string
}

/** Fault of a whole file, or of one of its columns. */
export type FileFault = Omit<InputFault, 'file' | 'line'>

/** Fault of a row while it is being read: `line` is from 1 after the header of what is read. */
export type RowFault = {
  readonly line: number
  readonly field: string
  readonly problem: string
  readonly remedy: string
}

/** How many faults are kept in full; all are counted. */
export const FAULTS_KEPT = 1000

/** Refused rows of one part of the input. */
export type RowFaults = {
  readonly count: number
  readonly kept: readonly RowFault[]
  readonly byKind: ReadonlyMap<string, number>
}

export class RowFaultLog {
  count = 0
  readonly kept: RowFault[] = []
  readonly byKind: Map<string, number> = new Map()

  add(fault: RowFault): void {
    this.count += 1
    if (this.kept.length < FAULTS_KEPT) this.kept.push(fault)
    const kind = faultKind(fault)
    this.byKind.set(kind, (this.byKind.get(kind) ?? 0) + 1)
  }
}

/** Field and problem without what was found there, so that like faults are counted together. */
function faultKind(fault: { readonly field: string; readonly problem: string }): string {
  return `${fault.field} ${fault.problem.replace(/: .*$/s, '').replace(/\d+/g, 'N')}`
}
