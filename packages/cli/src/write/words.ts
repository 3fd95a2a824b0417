import { formatInstant, MINUTE, type Ms } from '@alacrity/engine'

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

/** An instant as people read it: 2026-03-31 12:00, with seconds only where there are any; UTC. */
export function moment(at: Ms): string {
  const text = formatInstant(at)
  return `${text.slice(0, 10)} ${at % MINUTE === 0 ? text.slice(11, 16) : text.slice(11, 19)}`
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
