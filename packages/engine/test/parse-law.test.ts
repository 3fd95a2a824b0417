import fc from 'fast-check'
import { describe, expect } from 'vitest'
import {
  formatInstant,
  parseEvent,
  parseInstant,
  parsePolicy,
  PRESETS,
  TEXT_FIELDS,
} from '../src/index.ts'
import { randomHistory, randomPolicy } from './reference/generate.ts'
import { law, seeds } from './support/law.ts'

type Parsed = { readonly ok: true } | { readonly ok: false; readonly fault: Fault }
type Fault = { readonly field: string; readonly problem: string; readonly remedy: string }
type Parse = (input: unknown) => Parsed

/** Never throws; what is refused says where, what and what to do. */
function checkAnswer(parse: Parse, input: unknown): Parsed {
  let parsed: Parsed | null = null
  let thrown = ''
  try {
    parsed = parse(input)
  } catch (error) {
    thrown = String(error)
  }
  expect(thrown).toBe('')
  if (parsed === null) throw new Error('neither an answer nor an error')
  if (!parsed.ok) {
    const { field, problem, remedy } = parsed.fault
    const given = JSON.stringify(input) ?? ''
    // A name that is blank is a name all the same, and what is quoted may have these words in it.
    if (!/"\s*":/.test(given)) expect(field.trim()).not.toBe('')
    const isQuoted = MISTOLD.test(given)
    for (const part of [problem, remedy]) {
      expect(part.trim()).not.toBe('')
      if (!isQuoted) expect(part).not.toMatch(MISTOLD)
    }
  }
  return parsed
}

/** What a value reads like that was put into a text as it is. */
const MISTOLD = /\[object|NaN/

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
const json = fc.jsonValue() as fc.Arbitrary<Json>
const ODD: Json[] = [null, true, 0, -1, 1.5, 1e21, -1e21, 2 ** 53, '', ' ', '\u0000', '\ud800']
ODD.push('constructor', '__proto__', 'x'.repeat(300), '2024-02-30T00:00:00Z', '1h', [], {}, [[]])
/** What breaks readers: other types, empty and long values, numbers out of range, odd names. */
const odd: fc.Arbitrary<Json> = fc.oneof(json, fc.constantFrom<Json>(...ODD))
const oddName = fc.oneof(
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'text', 'weekly', 'labels', '0'),
)

function paths(
  value: Json,
  here: readonly (string | number)[] = [],
): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [here]
  const entries: [string | number, Json][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value)
  return [here, ...entries.flatMap(([key, item]) => paths(item, [...here, key]))]
}

type Change = {
  readonly at: number
  readonly to: Json
  readonly name: string
  readonly how: number
}
const changes: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(),
  to: odd,
  name: oddName,
  how: fc.integer({ min: 0, max: 3 }),
})

/** The document with one place of it replaced, deleted, added to or doubled. */
function mutated(document: Json, { at, to, name, how }: Change): Json {
  const copy = structuredClone(document)
  const places = paths(copy).slice(1)
  const place = places[at % Math.max(1, places.length)]
  if (place === undefined) return to
  let parent: Json = copy
  for (const key of place.slice(0, -1)) parent = (parent as Record<string, Json>)[key] as Json
  const last = place.at(-1) ?? ''
  const holder = parent as Record<string | number, Json>
  if (how === 0) holder[last] = to
  else if (how === 1 && Array.isArray(parent)) parent.splice(Number(last), 1)
  else if (how === 1) delete holder[last]
  else if (how === 2 && Array.isArray(parent)) parent.push(to)
  else if (how === 2) Object.defineProperty(parent, name, { value: to, enumerable: true })
  else if (Array.isArray(parent)) parent.push(structuredClone(parent[Number(last)] ?? null))
  else holder[name] = holder[last] ?? null
  return copy
}

const documents = (source: (seed: number) => Json) =>
  fc.tuple(seeds, fc.array(changes, { maxLength: 3 })).map(([seed, list]) => {
    return list.reduce<Json>((document, change) => mutated(document, change), source(seed))
  })

const events = documents((seed) => {
  const history = randomHistory(seed, { conversations: 1, scenarios: 0, members: 1, length: 3 })
  return JSON.parse(JSON.stringify(history[seed % Math.max(1, history.length)] ?? {})) as Json
})
const policies = documents(
  (seed) =>
    structuredClone(seed % 2 === 0 ? PRESETS[seed % PRESETS.length] : randomPolicy(seed)) as Json,
)

function answerLaw(parse: Parse, inputs: fc.Arbitrary<unknown>) {
  return fc.property(inputs, (input) => {
    checkAnswer(parse, input)
  })
}

/** Wrong in ways that real readers are. */
const careless: Parse = (input) => {
  const { id } = input as { id: string }
  return id.length > 0 ? { ok: true } : { ok: false, fault: fault('id') }
}
const fault = (field: string, remedy = 'name it'): Fault => ({ field, problem: 'is odd', remedy })
const silent: Parse = (input) => {
  const parsed = parseEvent(input)
  return parsed.ok ? parsed : { ok: false, fault: { ...parsed.fault, remedy: '' } }
}
const mistelling: Parse = (input) => {
  const parsed = parseEvent(input)
  return parsed.ok
    ? parsed
    : { ok: false, fault: { ...parsed.fault, problem: `is ${Object(input)}` } }
}
const nameless: Parse = (input) => {
  const parsed = parsePolicy(input)
  return parsed.ok ? parsed : { ok: false, fault: { ...parsed.fault, field: ' ' } }
}

/** A valid event of any type with text somewhere in it. */
function textLaw(parse: Parse) {
  const said = fc.record({ seed: seeds, field: fc.constantFrom(...TEXT_FIELDS), value: odd })
  return fc.property(said, fc.boolean(), ({ seed, field, value }, enveloped) => {
    const history = randomHistory(seed, { conversations: 1, scenarios: 0, length: 2 })
    const wire = history[seed % Math.max(1, history.length)]
    fc.pre(wire !== undefined)
    const {
      id,
      source = 'default',
      type,
      at,
      ...data
    } = JSON.parse(JSON.stringify(wire)) as Record<string, Json>
    const time = typeof at === 'number' ? formatInstant(at) : at
    const text = { ...data, [field]: value }
    const input = enveloped
      ? { specversion: '1.0', id, source, type, time, data: text }
      : { id, source, type, at, ...text }
    const parsed = checkAnswer(parse, input)
    expect(parsed.ok).toBe(false)
    if (!parsed.ok) expect(parsed.fault.field).toBe(field)
  })
}

const FIRST = Date.parse('0000-01-01T00:00:00Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')
type Instants = {
  readonly read: (text: string) => number | null
  readonly write: (at: number) => string
}

function instantLaw({ read, write }: Instants) {
  const instants = fc.oneof(
    fc.integer({ min: FIRST, max: LAST }),
    // Around the ends of days, months and years.
    fc
      .tuple(
        fc.integer({ min: 0, max: 9998 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: -2, max: 2 }),
      )
      .map(
        ([year, month, off]) =>
          Date.UTC(2000, month, 1) -
          Date.UTC(2000, 0, 1) +
          Date.parse(`${String(year).padStart(4, '0')}-01-01T00:00:00Z`) +
          off,
      ),
  )
  return fc.property(instants, fc.integer({ min: -1439, max: 1439 }), (at, minutes) => {
    const text = write(at)
    const truth = Temporal.Instant.fromEpochMilliseconds(at)
    expect(text).toBe(
      truth.toString({ fractionalSecondDigits: 3 }).replace(/^[+-]00(\d{4}-)/, '$1'),
    )
    expect(read(text)).toBe(at)
    const local = at + minutes * 60_000
    if (local < FIRST || local > LAST) return
    const sign = minutes < 0 ? '-' : '+'
    const two = (value: number) => String(value).padStart(2, '0')
    const offset = `${sign}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
    expect(read(`${write(local).slice(0, -1)}${offset}`)).toBe(at)
  })
}

const engineInstants: Instants = { read: parseInstant, write: formatInstant }

/** Text that is nearly an instant: the engine accepts no more than Temporal does. */
function strictLaw(read: Instants['read']) {
  const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`))
  const nearly = fc
    .tuple(
      digits(4),
      digits(2),
      digits(2),
      digits(2),
      digits(2),
      digits(2),
      fc.constantFrom('Z', '+05:45', '-23:59', '+24:00', ''),
    )
    .map(([y, mo, d, h, mi, s, zone]) => `${y}-${mo}-${d}T${h}:${mi}:${s}${zone}`)
  const day = fc
    .tuple(
      fc.integer({ min: 1, max: 9999 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 27, max: 32 }),
    )
    .map(
      ([y, m, d]) => `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${d}T00:00:00Z`,
    )
  return fc.property(fc.oneof(nearly, day), (text) => {
    let truth: number | null = null
    try {
      truth = Temporal.Instant.from(text).epochMilliseconds
    } catch {
      truth = null
    }
    // Temporal reads a leap second as the one before it; RFC 3339 allows it, and here it is the next.
    fc.pre(!/:60(?:Z|[+-])/.test(text))
    expect(read(text)).toBe(truth)
  })
}

describe('reading', () => {
  law(
    {
      title: '[EV4] [EV6] parseEvent answers any JSON, and refusals name field and remedy',
      property: answerLaw(parseEvent, odd),
    },
    {
      'a reader that trusts its input': answerLaw(careless, odd),
      'an object put into a text as it is': answerLaw(mistelling, odd),
      'a refusal without remedy': answerLaw(silent, odd),
    },
  )
  law(
    {
      title: '[EV4] [EV6] parseEvent answers events with anything changed in them',
      property: answerLaw(parseEvent, events),
    },
    {
      'a reader that trusts its input': answerLaw(careless, events),
      'a refusal without remedy': answerLaw(silent, events),
    },
  )
  law(
    {
      title: '[EV5] an event with a text field is refused by its name, also in an envelope',
      property: textLaw(parseEvent),
    },
    {
      'a reader that drops what it does not know': textLaw((input) => {
        const known = Object.entries(input as object).filter(([name]) => !TEXT_FIELDS.has(name))
        return parseEvent(Object.fromEntries(known))
      }),
      'a reader that takes an empty text': textLaw((input) => {
        const full = Object.entries(input as object).filter(
          ([, value]) => value !== '' && value !== null,
        )
        return parseEvent(Object.fromEntries(full))
      }),
    },
  )
  law(
    { title: '[AS1] parsePolicy answers any JSON', property: answerLaw(parsePolicy, odd) },
    { 'a refusal that names no field': answerLaw(nameless, odd) },
  )
  law(
    {
      title: '[AS1] parsePolicy answers presets with anything changed in them',
      property: answerLaw(parsePolicy, policies),
    },
    { 'a refusal that names no field': answerLaw(nameless, policies) },
  )
  law(
    {
      title: '[EV6] instants are written and read as Temporal does, from 0000 to 9999',
      property: instantLaw(engineInstants),
    },
    {
      'a calendar of leap years every four years': instantLaw({
        ...engineInstants,
        write: (at) => formatInstant(at < Date.UTC(1900, 2, 1) ? at - 86_400_000 : at),
      }),
      'an offset of the wrong sign': instantLaw({
        ...engineInstants,
        read: (text) =>
          parseInstant(text.replace(/[+-](?=\d\d:\d\d$)/, (sign) => (sign === '+' ? '-' : '+'))),
      }),
      'milliseconds that are cut': instantLaw({
        ...engineInstants,
        read: (text) => parseInstant(text.replace(/\.\d+/, '')),
      }),
    },
  )
  law(
    {
      title: '[EV6] what Temporal does not take for an instant is refused',
      property: strictLaw(parseInstant),
    },
    {
      'Date.parse': strictLaw((text) => {
        const at = Date.parse(text)
        return Number.isNaN(at) ? null : at
      }),
      'months of 31 days': strictLaw((text) => parseInstant(text.replace(/-(29|30|31)T/, '-28T'))),
    },
  )
})
