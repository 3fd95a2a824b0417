import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Answer = { readonly status?: number; readonly media?: string; readonly body: string }

/** A marketplace of another origin than the service, which serves what it is given. */
export async function servePages(
  answer: (path: string) => Answer,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const { status = 200, media = 'text/html; charset=utf-8', body } = answer(request.url ?? '/')
    response.writeHead(status, { 'content-type': media, 'access-control-allow-origin': '*' })
    response.end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
