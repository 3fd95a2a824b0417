/** What a log line may hold: words and numbers about the service, never a score, label or member's id. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>
export type Log = (level: 'info' | 'warning' | 'error', message: string, fields?: LogFields) => void

/** One JSON object a line. `write` takes the line; `now` is the time in RFC 3339. */
export function jsonLog(write: (line: string) => void, now: () => string): Log {
  return (level, message, fields = {}) =>
    write(`${JSON.stringify({ at: now(), level, message, ...fields })}\n`)
}

export const NO_LOG: Log = () => {}
