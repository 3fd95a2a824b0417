/** What a log line may hold: words and numbers about the service, never a score, label or member's id. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>
export type Log = (level: 'info' | 'warning' | 'error', message: string, fields?: LogFields) => void

/**
 * One JSON object a line. `now` is the time in RFC 3339. `write` takes lines as they come together until
 * `soon` runs its task, so that a busy turn of the loop is one write; an error is written at once, with
 * what waited before it.
 */
export function jsonLog(
  write: (lines: string) => void,
  now: () => string,
  soon: (task: () => void) => void = setImmediate,
): Log {
  let waiting = ''
  const flush = (): void => {
    const lines = waiting
    waiting = ''
    if (lines !== '') write(lines)
  }
  return (level, message, fields = {}) => {
    if (waiting === '' && level !== 'error') soon(flush)
    waiting += `${JSON.stringify({ at: now(), level, message, ...fields })}\n`
    if (level === 'error') flush()
  }
}

export const NO_LOG: Log = () => {}
