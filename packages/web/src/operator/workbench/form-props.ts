import type { Found } from './Findings.tsx'

/** What every part of the form works on, beside the values that it shows: it is drawn again when they change. */
export type FormProps = {
  readonly found: Found
  readonly set: (path: string, value: unknown) => void
}

/** Any object of the document. */
export type Body = Readonly<Record<string, unknown>>

export const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The objects of a list. */
export const bodiesIn = (value: unknown): readonly Body[] =>
  Array.isArray(value) ? value.filter(isBody) : []
