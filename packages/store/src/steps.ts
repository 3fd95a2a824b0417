/** What a column can hold. Whole numbers stay below 2^53 everywhere. */
export type Value = string | number | null | Uint8Array
export type Row = Readonly<Record<string, Value>>

/** One statement to be run, by its name: once for each list of parameters. */
export type Ask = { readonly statement: string; readonly lists: readonly (readonly Value[])[] }

/**
 * A sequence of statements with decisions between them: what is to be done in one transaction, free of any
 * database. Each driver runs it its own way: SQLite at once, PostgreSQL waiting for every answer.
 */
export type Steps<Result> = Generator<Ask, Result, readonly Row[]>

/** The rows of one statement. The caller names their columns: the statement's file is what must agree. */
export function* all<R>(statement: string, ...parameters: readonly Value[]): Steps<readonly R[]> {
  return (yield { statement, lists: [parameters] }) as readonly R[]
}

/** The first row of one statement, or null. */
export function* one<R>(statement: string, ...parameters: readonly Value[]): Steps<R | null> {
  return (yield* all<R>(statement, ...parameters))[0] ?? null
}

/** The rows of one statement for every list of parameters, in their order. */
export function* each<R>(
  statement: string,
  lists: readonly (readonly Value[])[],
): Steps<readonly R[]> {
  if (lists.length === 0) return []
  return (yield { statement, lists }) as readonly R[]
}

/** Runs steps with a database that answers at once. */
export function runSteps<Result>(
  steps: Steps<Result>,
  answer: (ask: Ask) => readonly Row[],
): Result {
  let next = steps.next()
  while (next.done !== true) {
    let rows: readonly Row[]
    try {
      rows = answer(next.value)
    } catch (error) {
      next = steps.throw(error)
      continue
    }
    next = steps.next(rows)
  }
  return next.value
}

/** Runs steps with a database that is waited for. */
export async function awaitSteps<Result>(
  steps: Steps<Result>,
  answer: (ask: Ask) => Promise<readonly Row[]>,
): Promise<Result> {
  let next = steps.next()
  while (next.done !== true) {
    let rows: readonly Row[]
    try {
      rows = await answer(next.value)
    } catch (error) {
      next = steps.throw(error)
      continue
    }
    next = steps.next(rows)
  }
  return next.value
}
