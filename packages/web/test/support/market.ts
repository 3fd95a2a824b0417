import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A page of another origin that shows one of ours in a frame, as a marketplace does. */
const PAGE = `<!doctype html><html lang="en"><title>Market</title><body><script>
  addEventListener('message', (event) => { globalThis.said = event.data.type })
  const frame = document.createElement('iframe')
  frame.src = new URLSearchParams(location.search).get('page')
  frame.style = 'width:1000px;height:800px'
  document.body.append(frame)
</script></body></html>`

export async function openMarket(): Promise<{
  readonly url: string
  readonly close: () => Promise<void>
}> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
