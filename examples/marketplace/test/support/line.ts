import { createServer, request as ask, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { atTheEnd } from './stage.ts'

/** The line between browsers and everything else, for a browser to use as its proxy. */
export type Line = {
  readonly url: string
  /** Breaks off all there is, and lets nothing through. */
  readonly cut: () => void
  readonly mend: () => void
  /** The streams that are open now are never heard of again, and nobody is told: the line is there, and dead. */
  readonly deaden: () => void
  /** The streams that are open now end, as when a server stops in good order. */
  readonly end: () => void
}

export async function openLine(): Promise<Line> {
  let isCut = false
  const sockets = new Set<Socket>()
  const streams = new Set<ServerResponse>()
  const dead = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '')
    const { method, headers } = request
    const onward = ask(url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      response.flushHeaders()
      if (answer.headers['content-type']?.includes('event-stream') === true) streams.add(response)
      answer.on('data', (part) => (dead.has(response) ? undefined : response.write(part)))
      answer.on('end', () => response.end())
      answer.on('error', () => response.destroy())
    })
    onward.on('error', () => response.destroy())
    response.on('close', () => {
      streams.delete(response)
      onward.destroy()
    })
    request.pipe(onward)
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    if (isCut) socket.destroy()
  })
  // What a test asks by itself comes as a tunnel.
  server.on('connect', ({ url = '' }, socket: Socket) => {
    const { hostname, port } = new URL(`http://${url}`)
    const through = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      through.pipe(socket).pipe(through)
    })
    through.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const cut = () => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  atTheEnd(() => {
    cut()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => {
      isCut = false
    },
    deaden: () => {
      for (const stream of streams) dead.add(stream)
    },
    end: () => {
      for (const stream of streams) stream.end()
    },
  }
}
