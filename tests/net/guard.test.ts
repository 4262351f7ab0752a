import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import net from 'node:net'
import { createDial } from '#src/net/dial.ts'
import { NetFailure } from '#src/net/failure.ts'
import { createGuard } from '#src/net/guard.ts'
import { parseHost } from '#src/net/host.ts'
import { createAuthorities } from '#src/net/secure.ts'

const OWN = { host: '127.0.0.1', port: 3000 }
const guardOf = (allowPrivate: string[] = [], resolve?: (name: string) => Promise<string[]>) =>
  createGuard({ allowPrivate, own: OWN, resolve })

/** The name of the failure, or the addresses that were given. */
async function verdict(check: Promise<string[]>) {
  try {
    return await check
  } catch (error) {
    if (error instanceof NetFailure) return error.failure
    throw error
  }
}

const PRIVATE = [
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.254',
  '192.168.1.1',
  '127.0.0.1',
  '127.8.9.1',
  '100.64.0.1',
  '100.127.255.254',
  '::1',
  'fc00::1',
  'fd12:3456::1',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.9',
  '192.0.0.8',
  '192.88.99.1',
  '2001:db8::1',
  '100::1',
  '3fff::1',
]
const NEVER = [
  '169.254.169.254',
  '169.254.0.1',
  '169.254.170.2',
  '0.0.0.0',
  '0.1.2.3',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
  '168.63.129.16',
  '100.100.100.200',
  'fd00:ec2::254',
  'fd20:ce::254',
  '::',
  'fe80::1',
  'febf::1',
  'fec0::1',
  'ff02::1',
  'ff0e::1',
]
// The private or metadata address inside is what would be reached.
const EMBEDDING = [
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '0:0:0:0:0:ffff:7f00:1',
  '::127.0.0.1',
  '::10.0.0.1',
  '64:ff9b::10.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::1',
  '2002:7f00:1::',
  '2002:a9fe:a9fe::1',
  '2002:c0a8:101::1',
  '2001:0:4136:e378:8000:63bf:80ff:fffe',
  '2001:0:4136:e378:8000:63bf:5601:5601',
  '4000::1',
  '5f00::1',
]
// Not addresses to us, though some resolver reads each of them as one.
const SPELLINGS = [
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f.1',
  '0x7f000001',
  '0x7f.0x0.0x0.0x1',
  '017700000001',
  '0177.0.0.1',
  '0',
  '00.0.0.0',
  '127.0.0.01',
  '127.0.0.1.',
  '10.0.0.1.',
  '0xa9fea9fe',
  '2852039166',
  '1.2.3',
  '1.2.3.4.5',
  '256.1.1.1',
  '①②⑦.⓪.⓪.①',
  '１２７.０.０.１',
  '127。0。0。1',
  '⑯⑨.②⑤④.①⑥⑨.②⑤④',
  '169.254.169.254.',
  '[127.0.0.1]',
  '[::1',
  '::1]',
  '[fe80::1%25eth0]',
  'fe80::1%eth0',
  '::1%lo',
  '1::2::3',
  ':::',
  '12345::',
  '0:0:0:0:0:0:0:0:1',
  'example.0x1',
  'example.1',
]
const MALFORMED = [
  '',
  ' ',
  '.',
  '..',
  'a..b',
  '.example.com',
  'example.com.',
  'localhost.',
  '-a.com',
  'a-.com',
  'exa mple.com',
  'user@example.com',
  'user:pass@10.0.0.1',
  'example.com:80',
  'example.com/path',
  'example.com?x',
  'example.com#x',
  'example.com\\x',
  'http://example.com',
  'example.com\r\nX-Evil: 1',
  'example.com\n',
  '\texample.com',
  'example\0.com',
  '%31%32%37.0.0.1',
  'a_b.com',
  '*.example.com',
  `${'a'.repeat(64)}.com`,
  `${'abcdefghi.'.repeat(26)}com`,
  'ex<b>ample.com',
  '"example.com"',
  "ex'ample.com",
  '$(id).com',
  '`id`',
  'a;b',
  'a|b',
  '{}',
  '\u202eexample.com',
  '\ud800.com',
  'xn--.com\u0000',
  '::ffff:127.1',
  '::ffff:0x7f000001',
]

describe('addresses', () => {
  test.each([...PRIVATE, ...NEVER, ...EMBEDDING])('%s is refused', async (address) => {
    expect(await verdict(guardOf().check(address, 80))).toBe('not_allowed')
  })

  test.each(NEVER)('%s stays refused when everything is listed', async (address) => {
    const everything = guardOf(['0.0.0.0/0', '::/0'])

    expect(await verdict(everything.check(address, 80))).toBe('not_allowed')
  })

  test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '64:ff9b::808:808', '2002:808:808::1'])(
    '%s is given back to connect to',
    async (address) => {
      expect(await verdict(guardOf().check(address, 80))).toEqual([address])
    },
  )

  test('a mapped public address is given back as IPv4', async () => {
    expect(await verdict(guardOf().check('[::FFFF:8.8.8.8]', 80))).toEqual(['8.8.8.8'])
  })

  test('a listed range opens itself and nothing beside it', async () => {
    const guard = guardOf(['10.0.0.0/24', 'fd12::/16'])

    expect(await verdict(guard.check('10.0.0.5'))).toEqual(['10.0.0.5'])
    expect(await verdict(guard.check('::ffff:10.0.0.5'))).toEqual(['10.0.0.5'])
    expect(await verdict(guard.check('fd12::5'))).toEqual(['fd12::5'])
    expect(await verdict(guard.check('10.0.1.5'))).toBe('not_allowed')
    expect(await verdict(guard.check('127.0.0.1'))).toBe('not_allowed')
    expect(await verdict(guard.check('fd00:ec2::254'))).toBe('not_allowed')
  })

  test('our own socket is refused, other ports are not', async () => {
    const loopback = ['127.0.0.0/8', '::1/128']
    const everywhere = createGuard({ allowPrivate: loopback, own: { host: '0.0.0.0', port: 3000 } })

    expect(await verdict(guardOf(loopback).check('127.0.0.1', 3000))).toBe('not_allowed')
    expect(await verdict(guardOf(loopback).check('::ffff:127.0.0.1', 3000))).toBe('not_allowed')
    expect(await verdict(guardOf(loopback).check('127.0.0.1', 3001))).toEqual(['127.0.0.1'])
    expect(await verdict(guardOf(loopback).check('127.0.0.9', 3000))).toEqual(['127.0.0.9'])
    expect(await verdict(everywhere.check('127.0.0.9', 3000))).toBe('not_allowed')
    expect(await verdict(everywhere.check('::1', 3000))).toBe('not_allowed')
  })
})

describe('names', () => {
  test.each([...SPELLINGS, ...MALFORMED])('%p is refused without a look-up', async (host) => {
    const asked: string[] = []
    const guard = guardOf(['0.0.0.0/0', '::/0'], async (name) => {
      asked.push(name)
      return ['8.8.8.8']
    })

    expect(await verdict(guard.check(host, 80))).toBe('not_allowed')
    expect(asked).toEqual([])
  })

  test('a name is folded to lower case and A-labels', () => {
    expect(parseHost('Proxy.Example.COM')).toBe('proxy.example.com')
    expect(parseHost('bücher.example')).toBe('xn--bcher-kva.example')
    expect(parseHost('[2001:DB8:0:0::1]')).toBe('2001:db8::1')
  })

  test('one private address among public ones refuses the name', async () => {
    const guard = guardOf([], async () => ['8.8.8.8', '10.0.0.1', '1.1.1.1'])

    expect(await verdict(guard.check('many.example', 80))).toBe('not_allowed')
  })

  test('the checked addresses come back, so the name is not asked twice', async () => {
    let asked = 0
    const guard = guardOf([], async () => [['8.8.8.8'], ['127.0.0.1']][asked++ % 2] ?? [])

    expect(await verdict(guard.check('rebinds.example', 80))).toEqual(['8.8.8.8'])
    expect(await verdict(guard.check('rebinds.example', 80))).toBe('not_allowed')
    expect(asked).toBe(2)
  })

  test('a name without an address is dns', async () => {
    const unknown = guardOf([], async () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })))

    expect(await verdict(unknown.check('nowhere.example'))).toBe('dns')
    expect(await verdict(guardOf([], async () => []).check('empty.example'))).toBe('dns')
  })

  test('a resolver out of reach is our own problem', async () => {
    const offline = guardOf([], async () => Promise.reject(Object.assign(new Error('no'), { code: 'EAI_AGAIN' })))

    expect(await verdict(offline.check('proxy.example'))).toBe('local_problem')
  })
})

describe('hostile hosts reach nobody', () => {
  const reached: string[] = []
  const listeners: net.Server[] = []
  let port = 0

  /** Notes every connection; all of them share one port. */
  async function listen(address: string) {
    const listener = net.createServer((socket) => {
      reached.push(`${address} from ${socket.remoteAddress}`)
      socket.destroy()
    })
    listeners.push(listener)
    await new Promise<void>((resolve) => listener.listen({ host: address, port }, resolve))
    port = (listener.address() as net.AddressInfo).port
  }

  beforeAll(async () => {
    await listen('127.0.0.1')
    await listen('127.44.0.1')
  })
  afterAll(() => {
    for (const listener of listeners) listener.close()
  })

  const dialVia = (allowPrivate: string[], host: string) =>
    createDial(guardOf(allowPrivate), createAuthorities(undefined))(
      { protocol: 'http', host, port, username: null, password: null },
      { host: 'target.example', port: 443 },
      { timeoutMs: 2_000 },
    ).then(
      () => 'connected',
      (error) => (error instanceof NetFailure ? error.failure : error.message),
    )

  test('each is refused with zero connections', async () => {
    const hosts = [...PRIVATE, ...NEVER, ...EMBEDDING, ...SPELLINGS, ...MALFORMED, 'localhost', '127.44.0.1']

    const outcomes = await Promise.all(hosts.map((host) => dialVia([], host)))

    expect(hosts.length).toBeGreaterThan(120)
    expect(new Set(outcomes)).toEqual(new Set(['not_allowed', 'Nothing goes out without a whole proxy']))
    expect(reached).toEqual([])
  })

  test('the listeners notice a host that is allowed', async () => {
    await dialVia(['127.0.0.0/8'], '127.44.0.1')

    expect(reached).toEqual(['127.44.0.1 from 127.0.0.1'])
  })
})
