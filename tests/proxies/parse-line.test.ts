import { describe, expect, test } from 'bun:test'
import { readLine, UnreadableLine } from '#src/net/proxy-line.ts'

const PLAIN = { protocol: 'http', host: '198.51.100.7', port: 8080, username: null, password: null }
const WITH_USER = { ...PLAIN, username: 'user', password: 'pass' }
const SIX = { ...WITH_USER, host: '2001:db8::1' }

const FORMS: [string, object][] = [
  ['198.51.100.7:8080', PLAIN],
  ['198.51.100.7 8080', PLAIN],
  ['198.51.100.7|8080', PLAIN],
  ['198.51.100.7:8080:user:pass', WITH_USER],
  ['user:pass:198.51.100.7:8080', WITH_USER],
  ['user:pass@198.51.100.7:8080', WITH_USER],
  ['198.51.100.7:8080@user:pass', WITH_USER],
  ['198.51.100.7|8080|user|pass', WITH_USER],
  ['198.51.100.7\t8080\tuser\tpass', WITH_USER],
  ['198.51.100.7 8080 user pass', WITH_USER],
  ['198.51.100.7:8080 user:pass', WITH_USER],
  ['198.51.100.7,8080,user,pass', WITH_USER],
  ['http://user:pass@198.51.100.7:8080', WITH_USER],
  ['http://user:pass@198.51.100.7:8080/', WITH_USER],
  ['https://198.51.100.7:8080:user:pass', { ...WITH_USER, protocol: 'https' }],
  ['socks5://user:pass@198.51.100.7:8080', { ...WITH_USER, protocol: 'socks5' }],
  ['socks5h://user:pass@198.51.100.7:8080', { ...WITH_USER, protocol: 'socks5' }],
  ['[2001:db8::1]:8080', { ...SIX, username: null, password: null }],
  ['[2001:db8::1]:8080:user:pass', SIX],
  ['user:pass@[2001:db8::1]:8080', SIX],
  ['user:pass:[2001:db8::1]:8080', SIX],
  ['2001:DB8:0::1|8080|user|pass', SIX],
  ['user:p@ss:w@198.51.100.7:8080', { ...WITH_USER, password: 'p@ss:w' }],
  ['http://user:p%40ss@198.51.100.7:8080', { ...WITH_USER, password: 'p@ss' }],
  ['198.51.100.7:8080:user:pa:ss', { ...WITH_USER, password: 'pa:ss' }],
  ['198.51.100.7:8080:us,er:pass', { ...WITH_USER, username: 'us,er' }],
  ['Proxy.Example.com:8080', { ...PLAIN, host: 'proxy.example.com' }],
]

for (const [line, proxy] of FORMS) {
  test(`${JSON.stringify(line)} is read`, () => {
    expect(readLine(line).readings).toEqual([proxy] as never)
  })
}

describe('behind the proxy', () => {
  test('an address for changing the IP and a name may follow', () => {
    const { readings, hasChangeUrl, name } = readLine('198.51.100.7:8080:user:pass[https://change.example/ip?key=1] Phone 3')

    expect(readings).toEqual([WITH_USER] as never)
    expect(hasChangeUrl).toBe(true)
    expect(name).toBe('Phone 3')
  })

  test('the address may stand without brackets', () => {
    expect(readLine('198.51.100.7:8080:user:pass https://change.example/ip')).toMatchObject({ hasChangeUrl: true, name: null })
  })

  test('words that may be credentials are not shown as a name', () => {
    expect(readLine('198.51.100.7:8080 user pass more').name).toBeNull()
  })
})

test('a line that fits two forms has both readings', () => {
  const { readings } = readLine('one.example:8080:two.example:9090')

  expect(readings.map(({ host, port }) => `${host}:${port}`)).toEqual(['one.example:8080', 'two.example:9090'])
})

test('a numeric password does not make a second reading', () => {
  expect(readLine('198.51.100.7:8080:user:5555').readings).toHaveLength(1)
})

const BROKEN: [string, RegExp][] = [
  ['198.51.100.7', /port/],
  ['198.51.100.7:0', /port/],
  ['198.51.100.7:65536:user:pass', /port/],
  ['198.51.100.7:8080:user', /password/],
  ['socks4://198.51.100.7:8080', /socks5/],
  ['0x7f000001:8080', /not a proxy/],
  ['①②⑦.⓪.⓪.①:8080', /not a proxy/],
  ['exa mple', /port/],
]

for (const [line, reason] of BROKEN) {
  test(`${JSON.stringify(line)} is refused in words`, () => {
    expect(() => readLine(line)).toThrow(UnreadableLine)
    expect(() => readLine(line)).toThrow(reason)
  })
}

test('a refusal repeats nothing of the line', () => {
  expect(() => readLine('198.51.100.7:99999:user:tops3cret')).toThrow(/^(?!.*tops3cret)/)
})

test('a very long line is refused at once', () => {
  expect(() => readLine(`${' '.repeat(100)}${'a:'.repeat(50_000)}`)).toThrow(UnreadableLine)
})
