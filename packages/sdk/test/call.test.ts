import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AlacrityError, createAlacrity, type LiveSignal } from '../src/index.ts'
import { hastyClock } from './support/clock.ts'
import { type Fault, faultyLine } from './support/faults.ts'
import { freePort } from './support/port.ts'
import { startService, tokenFor } from './support/service.ts'

const service = await startService()

/** Takes requests and never answers. */
const silent = createServer(() => {})
const silentPort = await freePort()
const silentUrl = `http://127.0.0.1:${silentPort}`
beforeAll(async () => {
  silent.listen(silentPort, '127.0.0.1')
  await once(silent, 'listening')
})
afterAll(async () => {
  silent.closeAllConnections()
  await new Promise((resolve) => silent.close(resolve))
})

describe('one call', () => {
  test('a problem document becomes an error with code, remedy and request id', async () => {
    const anyone = await service.as(null)
    const error: unknown = await anyone
      .member('ada')
      .score()
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AlacrityError)
    expect(error).toMatchObject({
      code: 'unauthenticated',
      status: 401,
      title: 'Nobody is signed in',
      isTemporary: false,
      field: null,
      requestId: expect.stringMatching(/^req_/) as string,
    })
    expect((error as Error).message).toContain('Authorization')
  })

  test('what may be repeated is, as long as it may help; what acts is not', async () => {
    const busy: Fault = { kind: 'status', status: 503, retryAfter: '2' }
    const clock = hastyClock()
    const line = faultyLine([busy, { kind: 'cut' }])
    const anyone = await service.as(null, { clock, fetch: line.fetch })
    expect(await anyone.labels.many(['ada'])).toEqual([[]])
    expect(clock.waits).toEqual([2_000, 1_000])
    // Nobody wants to wait an hour for a page: it is told instead.
    const long = faultyLine([{ kind: 'status', status: 503, retryAfter: '3600' }])
    await expect(
      (await service.as(null, { fetch: long.fetch })).labels.of('ada'),
    ).rejects.toMatchObject({
      retryAfterMs: 3_600_000,
    })
    const acting = faultyLine([busy])
    const ada = await service.as('member:ada', { clock, fetch: acting.fetch })
    await expect(ada.member('ada').release('c')).rejects.toMatchObject({ status: 503 })
    expect(acting.bodies).toHaveLength(1)
  })

  test('a service that is silent, or not there, is told apart from one that refuses', async () => {
    const waiting = createAlacrity({ baseUrl: silentUrl, timeoutMs: 20, attempts: 2 })
    await expect(waiting.labels.of('ada')).rejects.toMatchObject({ code: 'timeout', status: 0 })
    const nowhere = createAlacrity({ baseUrl: 'http://127.0.0.1:9', attempts: 1 })
    await expect(nowhere.labels.of('ada')).rejects.toMatchObject({
      code: 'unreachable',
      isTemporary: true,
    })
    expect(await nowhere.service.isLive()).toBe(false)
  })

  test('your signal ends a call with its own reason, before, in, and between attempts', async () => {
    const reason = new Error('the page was left')
    const client = createAlacrity({ baseUrl: silentUrl })
    await expect(client.labels.of('ada', { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    )
    const leaving = new AbortController()
    const asked = client.labels.of('ada', { signal: leaving.signal })
    leaving.abort(reason)
    await expect(asked).rejects.toBe(reason)
    const between = new AbortController()
    const cut = createAlacrity({
      baseUrl: silentUrl,
      fetch: () => {
        queueMicrotask(() => between.abort(reason))
        return Promise.reject(new TypeError('fetch failed'))
      },
    })
    await expect(cut.labels.of('ada', { signal: between.signal })).rejects.toBe(reason)
    // A token that never comes does not hang a call either.
    const stuck = createAlacrity({
      baseUrl: silentUrl,
      token: () => new Promise(() => {}),
      timeoutMs: 20,
      attempts: 1,
    })
    await expect(stuck.member('ada').score()).rejects.toMatchObject({ code: 'timeout' })
  })

  test('ids are sent as they are, and those that an address cannot hold are refused', async () => {
    const id = 'a/b?c=d#e%20é"<語>'
    const own = (await service.as(`member:${id}`)).member(id)
    expect((await own.score()).member).toBe(id)
    const anyone = await service.as(null)
    for (const member of ['', '.', '..', '\ud800']) {
      await expect(anyone.labels.of(member)).rejects.toMatchObject({ code: 'bad_id' })
    }
    expect(() => anyone.member('..')).toThrow('cannot be part of an address')
  })

  test('labels are asked without a token, so that they can be cached', async () => {
    const sent: (string | undefined)[] = []
    const client = await service.as('member:ada', {
      fetch: (input, init) => {
        sent.push(new Headers(init?.headers).get('authorization') ?? undefined)
        return fetch(input, init)
      },
    })
    await client.labels.of('ada')
    await client.member('ada').score()
    expect(sent).toEqual([undefined, expect.stringMatching(/^Bearer /)])
  })

  test('a token or a key, not both', () => {
    expect(() => createAlacrity({ baseUrl: 'http://x', token: 'a', key: 'b' })).toThrow('not both')
  })
})

describe('a token function', () => {
  test('is asked once, again when its token is refused, and once for all calls at a time', async () => {
    const asked: (string | null)[] = []
    const expired = await tokenFor('member', 'ada', -120)
    const client = createAlacrity({
      baseUrl: service.url(),
      token: ({ refused }) => {
        asked.push(refused)
        return refused === null ? expired : tokenFor('member', 'ada')
      },
    })
    const ada = client.member('ada')
    await Promise.all([ada.score(), ada.looks(), ada.history()])
    await ada.notices()
    expect(asked).toEqual([null, expired])
  })

  test('is not asked for ever, and its own failure is the cause of the error', async () => {
    let asked = 0
    const stubborn = createAlacrity({
      baseUrl: service.url(),
      token: () => {
        asked += 1
        return `no-token-${asked}`
      },
    })
    await expect(stubborn.member('ada').score()).rejects.toMatchObject({ code: 'bad_token' })
    expect(asked).toBe(2)
    const cause = new Error('signed out')
    const failing = createAlacrity({ baseUrl: service.url(), token: () => Promise.reject(cause) })
    await expect(failing.member('ada').score()).rejects.toMatchObject({
      code: 'unauthenticated',
      cause,
    })
  })
})

describe('the stream', () => {
  test('connects again with a new token, after a restart, until it is aborted', async () => {
    const leaving = new AbortController()
    const troubles: string[] = []
    let tokens = 0
    const client = createAlacrity({
      baseUrl: service.url(),
      token: async ({ refused }) => {
        tokens += 1
        return refused === null ? tokenFor('member', 'ada', -120) : tokenFor('member', 'ada')
      },
    })
    const heard: LiveSignal[] = []
    for await (const signal of client.member('ada').live({
      signal: leaving.signal,
      onTrouble: ({ code }) => troubles.push(code),
    })) {
      heard.push(signal)
      if (heard.length === 1) {
        // The stream is cut; the next attempts meet nobody until the service is back.
        await service.stop()
        await service.start()
      } else leaving.abort()
    }
    expect(heard).toEqual(['ready', 'ready'])
    expect(tokens).toBe(2)
    expect(new Set(troubles)).toEqual(new Set(['unreachable']))
  }, 60_000)

  test('rejects where connecting again is no use', async () => {
    const ada = await service.as('member:ada')
    const signals = ada.member('bob').live()[Symbol.asyncIterator]()
    await expect(signals.next()).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a line that says nothing for too long is cut and opened again', async () => {
    const clock = hastyClock()
    const troubles: string[] = []
    const leaving = new AbortController()
    const client = createAlacrity({ baseUrl: silentUrl, token: 't', clock })
    const live = client.member('ada').live({
      signal: leaving.signal,
      onTrouble: ({ code }) => {
        troubles.push(code)
        if (troubles.length === 3) leaving.abort()
      },
    })
    for await (const signal of live) throw new Error(`heard ${signal}`)
    expect(troubles).toEqual(['unreachable', 'unreachable', 'unreachable'])
    expect(clock.waits.filter((ms) => ms === 50_000)).toHaveLength(3)
  })
})
