/** A browser's question whether a page of another origin may call: answered without touching anything. */
export function preflight(request: Request, origins: readonly string[]): Response {
  const isLabel = new URL(request.url).pathname.startsWith('/v1/labels/')
  return new Response(null, {
    status: 204,
    headers: {
      ...originHeaders(request, isLabel ? ['*'] : origins),
      'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE',
      'Access-Control-Allow-Headers': 'Authorization, Content-Type, Last-Event-ID',
      'Access-Control-Max-Age': '600',
    },
  })
}

/** Labels are for every page; private answers only for pages of the origins that are configured. */
export function originHeaders(
  request: Request,
  origins: readonly string[],
): Readonly<Record<string, string>> {
  if (origins.includes('*')) return { 'Access-Control-Allow-Origin': '*' }
  const origin = request.headers.get('origin')
  return origin !== null && origins.includes(origin)
    ? {
        'Access-Control-Allow-Origin': origin,
        // A page that calls waits as long as it is asked to, and can name the request that failed.
        'Access-Control-Expose-Headers': 'Retry-After, X-Request-Id',
      }
    : {}
}
