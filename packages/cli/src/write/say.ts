/** Says one line to the person on standard error, apart from the answer. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Lets signals and streams have their turn during long work. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
