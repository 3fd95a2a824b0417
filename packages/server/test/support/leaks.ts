/** What a careless handler might know of the member who is asked about. */
export type Facts = {
  readonly known: boolean
  readonly score: number | null
  readonly turns: number
  readonly settled: number
  readonly earned: boolean
  readonly lastAt: number
}

type Leak = (response: Response, facts: Facts, path: string) => Response | Promise<Response>

const header =
  (name: string, value: (facts: Facts) => string): Leak =>
  (response, facts) => {
    const copy = new Response(response.body, response)
    copy.headers.set(name, value(facts))
    return copy
  }
const status =
  (code: (facts: Facts, was: number) => number): Leak =>
  (response, facts) =>
    new Response(response.body, { status: code(facts, response.status), headers: response.headers })
const body =
  (change: (text: string, facts: Facts) => string): Leak =>
  async (response, facts) => {
    const text = await response.text()
    const empty = response.status === 304 || response.status === 204
    return new Response(empty ? null : change(text, facts), response)
  }
const onlyLabels =
  (leak: Leak): Leak =>
  (response, facts, path) =>
    path.startsWith('/v1/labels/') ? leak(response, facts, path) : response
const onlyPrivate =
  (leak: Leak): Leak =>
  (response, facts, path) =>
    path.startsWith('/v1/members/') ? leak(response, facts, path) : response

/** Mistakes that real services make. The test of disclosure has to find every one of them. */
export const LEAKS: Readonly<Record<string, Leak>> = {
  'the score in the ETag': header('etag', ({ score }) => `"${score}"`),
  'a count in a header': header('x-total-count', ({ turns }) => String(turns)),
  'the time of the last event as Last-Modified': header('last-modified', ({ lastAt }) =>
    new Date(lastAt).toUTCString(),
  ),
  'a cookie by volume': header('set-cookie', ({ settled }) => `v=${settled}`),
  'how long the answer may be cached by the score': header(
    'cache-control',
    ({ score }) => `max-age=${score ?? 1}`,
  ),
  'server timing by volume': header('server-timing', ({ turns }) => `fold;dur=${turns}`),
  'the age of the last reply': header('age', ({ lastAt }) => String(lastAt % 100_000)),
  'the reason for having no label': header('x-reason', ({ known, settled }) =>
    known ? (settled < 5 ? 'too-few' : 'low') : 'unknown',
  ),
  'whether the label is earned now': header('x-pending', ({ earned }) => String(earned)),
  'a rate limit by the score': header('ratelimit-remaining', ({ score }) =>
    String(Math.round(score ?? 0)),
  ),
  'how long to wait by volume': header('retry-after', ({ turns }) => String(1 + (turns % 7))),
  'a request id made from the data': header(
    'x-request-id',
    ({ turns, score }) => `req_${turns}_${score}`,
  ),
  'a link with the score': header('link', ({ score }) => `</v1/badge/${score}.svg>; rel=icon`),
  'a content hash of more than the body': header(
    'content-digest',
    ({ settled }) => `sha-256=:${settled}:`,
  ),
  'a header for members that exist': (response, facts) =>
    facts.known ? header('vary', () => 'Accept')(response, facts, '') : response,
  'the order of headers': (response, { turns }) => {
    const rows = [...response.headers]
    const headers = new Headers()
    // Headers sort themselves, so an order shows only in values of one name.
    headers.set('x-order', (turns % 2 === 0 ? rows : rows.reverse()).map(([name]) => name).join())
    for (const [name, value] of rows) headers.append(name, value)
    return new Response(response.body, { status: response.status, headers })
  },
  '404 for members without data': onlyLabels(status(({ known }, was) => (known ? was : 404))),
  '403 where the member exists': onlyPrivate(status(({ known }, was) => (known ? 403 : was))),
  'another status for too few turns': onlyLabels(
    status(({ settled }, was) => (was === 200 && settled < 5 ? 203 : was)),
  ),
  'the score in the body': body((text, { score }) => text.replace('}', `,"s":${score}}`)),
  'padding by volume': body((text, { turns }) => text + ' '.repeat(turns % 13)),
  'an empty field only for those who have data': body((text, { known }) =>
    known ? text.replace('}', ',"since":null}') : text,
  ),
  'the detail of a problem': onlyPrivate(
    body((text, { known }) =>
      text.replace('There is nothing', known ? 'This member is nothing' : 'There is nothing'),
    ),
  ),
  'the badge’s size by the score': body((text, { score }) =>
    text.replace(/width="\d+"/, `width="${Math.round(score ?? 0)}"`),
  ),
  'a comment in the picture': body((text, { settled }) =>
    text.replace('</svg>', `<!--${settled}--></svg>`),
  ),
}
