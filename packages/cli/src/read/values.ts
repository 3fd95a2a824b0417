import { type Ms, parseInstant } from '@alacrity/engine'
import { type Call, type Format, FORMATS } from '../command/command.ts'
import { didYouMean } from '../command/nearest.ts'
import type { Given, OptionName } from '../command/options.ts'
import { Stop } from '../command/stop.ts'

/** The text after an option, or null where it was not given. */
export function textOf(given: Given, name: OptionName): string | null {
  return given.values.get(name)?.[0] ?? null
}

export function isGiven(given: Given, name: OptionName): boolean {
  return given.values.has(name)
}

/** The format asked for, or the command's first. */
export function formatOf({ given, command }: Pick<Call, 'given' | 'command'>): Format {
  const text = textOf(given, 'format')
  const known = command.formats
  const format = text === null ? known[0] : known.find((candidate) => candidate === text)
  if (format !== undefined) return format
  const exists = (FORMATS as readonly string[]).includes(text ?? '')
  const problem = exists
    ? `\`alacrity ${command.name}\` does not write ${text}.`
    : `There is no format ${text}.`
  const otherwise = `It writes ${known.join(', ')}.`
  throw new Stop(problem, exists ? otherwise : didYouMean(text ?? '', known, otherwise))
}

/** The instant after an option, or null where it was not given. */
export function instantOf(given: Given, name: OptionName): Ms | null {
  const text = textOf(given, name)
  if (text === null) return null
  const at = parseInstant(text)
  if (at !== null) return at
  const day = /^\d{4}-\d\d-\d\d$/.test(text) && parseInstant(`${text}T00:00:00Z`) !== null
  const clock = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?$/.test(text)
  const full = clock && text.length === 16 ? `${text}:00` : text
  const meant = day ? `${text}T00:00:00Z` : clock ? `${full.replace(' ', 'T')}Z` : null
  throw new Stop(
    `--${name} is not an instant: ${text}.`,
    meant !== null && parseInstant(meant) !== null
      ? `An instant needs its time and offset. Did you mean ${meant}?`
      : 'Use RFC 3339 with an offset, such as 2026-03-31T12:00:00Z.',
  )
}

/** The whole number after an option, or null where it was not given. */
export function integerOf(
  given: Given,
  name: OptionName,
  range: { readonly least: number; readonly most: number },
): number | null {
  const text = textOf(given, name)
  if (text === null) return null
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (value >= range.least && value <= range.most) return value
  throw new Stop(
    `--${name} is ${text}.`,
    `Use a whole number from ${range.least} to ${range.most}.`,
  )
}
