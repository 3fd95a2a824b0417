import { formatInstant, type Ms } from '@alacrity/engine'

/** "1 turn", "1,204 turns". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${grouped(number)} ${number === 1 ? one : many}`
}

/** An integer with commas between thousands. */
export function grouped(number: number): string {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}

/** A number with one decimal, as scores and percentages are shown. */
export function decimal(value: number): string {
  return value.toFixed(1)
}

/** An instant as people read it, to the minute, in UTC: 2026-03-31 12:00. */
export function moment(at: Ms): string {
  return formatInstant(at).slice(0, 16).replace('T', ' ')
}

/** A measure's or a label's name as words. */
export function title(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** "a, b and c". */
export function list(items: readonly string[], last = 'and'): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`
}

/** A long text cut at words to lines of at most so many columns. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}

/** A text that begins with a head, its further lines as far in as the first. */
export function hanging(head: string, text: string, width: number): readonly string[] {
  const lines = wrapped(text, Math.min(width, 100) - head.length)
  const indent = ' '.repeat(head.length)
  return lines.map((line, index) => (index === 0 ? head : indent) + line)
}

/** Facts with dots between them, on as many lines as they need. */
export function dotted(parts: readonly string[], width: number): readonly string[] {
  const lines: string[] = []
  for (const part of parts) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + part.length + 5 <= width) {
      lines[lines.length - 1] = `${line} · ${part}`
    } else lines.push(part)
  }
  return lines
}
