import { describe, expect, test } from 'vitest'
import { isReachable, targetOf, urlProblem } from '../src/deliver/address.ts'
import { isGenuine, keyOfSecret, secretOf, signedHeaders } from '../src/deliver/sign.ts'

// The example of the Standard Webhooks libraries: the same secret, id, time and body give this signature.
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const EXAMPLE = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  at: 1_614_265_330_000,
  body: '{"test": 2432232314}',
}
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='

describe('signatures of webhooks', () => {
  test('are what the specification’s own example gives', () => {
    expect(signedHeaders(EXAMPLE, SECRET)).toEqual({
      'webhook-id': EXAMPLE.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': SIGNATURE,
    })
  })

  const headers = signedHeaders(EXAMPLE, SECRET)
  const genuine = (given: Record<string, string>, body = EXAMPLE.body, now = EXAMPLE.at) =>
    isGenuine({ ...headers, ...given }, body, { secret: SECRET, now })

  test('are believed within five minutes, whichever of several fits', () => {
    expect(genuine({})).toBe(true)
    expect(genuine({ 'webhook-signature': `v1,AAAA ${SIGNATURE}` })).toBe(true)
    expect(genuine({}, EXAMPLE.body, EXAMPLE.at + 300_000)).toBe(true)
  })

  test.each<[string, Record<string, string>, string?, number?]>([
    ['another body', {}, '{"test": 2432232315}'],
    ['an empty body', {}, ''],
    ['another id', { 'webhook-id': 'msg_other' }],
    ['another time', { 'webhook-timestamp': '1614265331' }],
    ['a time that is no number', { 'webhook-timestamp': 'now' }],
    ['too late', {}, EXAMPLE.body, EXAMPLE.at + 301_000],
    ['too early', {}, EXAMPLE.body, EXAMPLE.at - 301_000],
    ['no signature', { 'webhook-signature': '' }],
    ['another version', { 'webhook-signature': SIGNATURE.replace('v1', 'v2') }],
    ['a cut signature', { 'webhook-signature': SIGNATURE.slice(0, -2) }],
    ['without its version', { 'webhook-signature': SIGNATURE.slice(3) }],
    ['commas for spaces', { 'webhook-signature': `x,${SIGNATURE}` }],
  ])('are refused: %s', (_, given, body, now) => {
    expect(genuine(given, body, now)).toBe(false)
  })

  test('while a secret is changed both sign', () => {
    const next = secretOf(new Uint8Array(32).fill(7))
    const both = signedHeaders(EXAMPLE, `${SECRET} ${next}`)
    for (const secret of [SECRET, next]) {
      expect(isGenuine(both, EXAMPLE.body, { secret, now: EXAMPLE.at })).toBe(true)
    }
  })

  test.each(['', 'secret', 'whsec_', 'whsec_c2hvcnQ=', 'whsec_***', SECRET.slice(6)])(
    '%j is no secret',
    (secret) => expect(keyOfSecret(secret)).toBeNull(),
  )
})

const STRICT = { allowLoopback: false }
const DEMO = { allowLoopback: true }

describe('addresses of webhooks', () => {
  test.each([
    ['127.0.0.1'],
    ['127.8.8.8'],
    ['0.0.0.0'],
    ['10.0.0.1'],
    ['100.64.0.1'],
    ['169.254.169.254'],
    ['172.16.0.1'],
    ['172.31.255.255'],
    ['192.168.1.1'],
    ['198.18.0.1'],
    ['224.0.0.1'],
    ['255.255.255.255'],
    ['::'],
    ['::1'],
    ['::ffff:10.0.0.1'],
    ['::ffff:8.8.8.8'],
    ['64:ff9b::a00:1'],
    ['fc00::1'],
    ['fd00:ec2::254'],
    ['fe80::1'],
    ['ff02::1'],
    ['2001:db8::1'],
    ['2002:a00:1::'],
    ['not an address'],
  ])('%s is not reached', (address) => {
    expect(isReachable(address, STRICT)).toBe(false)
  })

  test.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '2606:4700::1111'])('%s is', (address) => {
    expect(isReachable(address, STRICT)).toBe(true)
  })

  test('this machine only where it is said so, and nothing else inside then either', () => {
    expect(isReachable('127.0.0.1', DEMO)).toBe(true)
    expect(isReachable('10.0.0.1', DEMO)).toBe(false)
    expect(urlProblem('http://127.0.0.1:9/hook', DEMO)).toBeNull()
    expect(urlProblem('http://market.example/hook', DEMO)).not.toBeNull()
  })

  test.each([
    'http://market.example/hook',
    'ftp://market.example',
    'https://user:pass@market.example',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://[::1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'market.example',
    '',
  ])('%j is refused', (url) => expect(urlProblem(url, STRICT)).not.toBeNull())

  test('a name is judged by every address it has, and the one that was judged is used', async () => {
    const to = (...addresses: string[]) =>
      targetOf('https://market.example/hook', STRICT, async () => addresses)
    expect(await to('8.8.8.8')).toMatchObject({ address: '8.8.8.8', family: 4 })
    expect(await to('2606:4700::1111')).toMatchObject({ family: 6 })
    expect(await to('10.0.0.1')).toBeNull()
    expect(await to('8.8.8.8', '169.254.169.254')).toBeNull()
    expect(await to()).toBeNull()
  })
})
