import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Origin, startOrigin } from '#tests/fakes/origin.ts'
import { type FakeProxy, PROXY_MODES, startProxy } from '#tests/fakes/proxy.ts'
import { canWatch, leaksIn, watch } from '#tests/support/leak-detector.ts'
import { serverOf } from '#tests/support/net.ts'

const NAME = 'known-to-the-proxy-alone.test'
const PROTOCOLS = ['http', 'https', 'socks5'] as const
const BUN = process.execPath
const HOSTILE: Record<string, string>[] = [
  {},
  { NO_PROXY: '*', no_proxy: '*' },
  { NO_PROXY: `.test,127.0.0.0/8,${NAME}` },
  {
    HTTP_PROXY: 'http://127.0.59.9:8080',
    HTTPS_PROXY: 'http://127.0.59.9:8080',
    ALL_PROXY: 'socks5://127.0.59.9:1080',
    NO_PROXY: '*',
  },
]

let origin: Origin
const proxies: FakeProxy[] = []
const folder = mkdtempSync(join(tmpdir(), 'mooring-client-'))
const client = join(folder, 'client')

beforeAll(async () => {
  origin = await startOrigin({ address: '127.0.50.1', names: [NAME] })
  for (const [column, protocol] of PROTOCOLS.entries()) {
    for (const [row, mode] of PROXY_MODES.entries()) {
      const address = `127.0.${51 + column}.${row + 1}`
      const certificate = origin.authority.issue([address])
      const proxy = await startProxy({
        address,
        protocol,
        certificate,
        names: { [NAME]: origin.address },
        username: 'u',
        password: 'p',
      })
      await proxy.behave(mode)
      proxies.push(proxy)
    }
  }
})
afterAll(async () => {
  for (const proxy of proxies) await proxy.stop()
  origin.stop()
  rmSync(folder, { recursive: true, force: true })
})

const addresses = () => [`https://${NAME}:${origin.port}/`, `http://${NAME}:${origin.httpPort}/`, origin.url, origin.httpUrl]
const peers = () => new Set([...origin.connections, ...origin.seen.map(({ ip }) => ip)])
const strangers = () => [...peers()].filter((peer) => !proxies.some(({ host }) => host === peer))

const SOURCE = [BUN, 'tests/net/children/account-client.ts']

/** What the client is to do: everything, through all broken proxies. */
function task(neutralise = true) {
  return JSON.stringify({
    proxies: proxies.map((proxy) => serverOf(proxy)),
    urls: addresses(),
    caFile: origin.caFile,
    neutralise,
  })
}

const runClient = (command: string[], env: Record<string, string>, neutralise = true) =>
  watch([...command, task(neutralise)], { env, cwd: process.cwd() })

// Also where no system call can be watched.
test('the origin of an account with a broken proxy sees no stranger', async () => {
  const env = { PATH: process.env.PATH, NO_PROXY: '*' }
  const child = Bun.spawn([...SOURCE, task(false)], { env, stdout: 'pipe' })
  const outcomes: string[] = JSON.parse(await new Response(child.stdout).text())

  expect(outcomes.filter((outcome) => outcome === 'passed').length).toBeGreaterThan(20)
  expect(peers().size).toBeGreaterThan(3)
  expect(strangers()).toEqual([])
}, 60_000)

describe.skipIf(!canWatch)('an account whose proxy is broken', () => {
  test.each(HOSTILE)(
    'never goes out directly under %j',
    async (env) => {
      const running = runClient(SOURCE, env)
      const outcomes: string[] = JSON.parse(await running.printed())
      const traffic = await running.end()

      expect(
        leaksIn(
          traffic,
          proxies.map(({ host, port }) => `${host}:${port}`),
        ),
      ).toEqual([])
      expect(strangers()).toEqual([])
      expect(traffic.destinations.length).toBeGreaterThan(100)
      expect(outcomes.filter((outcome) => outcome === 'passed').length).toBeGreaterThan(20)
      expect(outcomes.filter((outcome) => outcome === 'TypeError')).toHaveLength(7 * 3 * 4)
    },
    60_000,
  )

  test('never does so in an environment that was left as it is', async () => {
    const running = runClient(SOURCE, { NO_PROXY: '*', HTTP_PROXY: 'http://127.0.59.9:1' }, false)
    await running.printed()

    expect(
      leaksIn(
        await running.end(),
        proxies.map(({ host }) => host),
      ),
    ).toEqual([])
    expect(strangers()).toEqual([])
  }, 60_000)

  test('never does so when compiled', async () => {
    const built = Bun.spawnSync([
      BUN,
      'build',
      '--compile',
      '--no-compile-autoload-dotenv',
      '--no-compile-autoload-bunfig',
      `--outfile=${client}`,
      'tests/net/children/account-client.ts',
    ])
    expect(built.exitCode).toBe(0)

    const running = runClient([client], { NO_PROXY: '*' })
    const outcomes: string[] = JSON.parse(await running.printed())

    expect(
      leaksIn(
        await running.end(),
        proxies.map(({ host }) => host),
      ),
    ).toEqual([])
    expect(strangers()).toEqual([])
    expect(outcomes.filter((outcome) => outcome === 'passed').length).toBeGreaterThan(20)
  }, 60_000)
})

describe.skipIf(!canWatch)('the detector', () => {
  // Not a file: the rules for our own sources forbid what these do.
  const LEAKY: [string, string][] = [
    [
      'the bare undici import',
      `const { ProxyAgent, request } = await import('undici'); await request(URL_, { dispatcher: new ProxyAgent('http://127.0.51.2:1') })`,
    ],
    ['a fetch with an emptied proxy', `await fetch(URL_, { proxy: '' })`],
    ['a fetch that obeys NO_PROXY', `process.env.NO_PROXY = '*'; await fetch(URL_, { proxy: 'http://127.0.51.2:1' })`],
  ]

  test.each(LEAKY)(
    'catches %s',
    async (_, code) => {
      const own = await startOrigin({ address: '127.0.50.2' })
      const script = code.replace('URL_', JSON.stringify(own.httpUrl))
      const running = watch([BUN, '-e', script])
      await running.printed()
      const traffic = await running.end()
      own.stop()

      expect(own.connections).toContain('127.0.0.1')
      expect(leaksIn(traffic, ['127.0.51.2'])).toEqual([`127.0.50.2:${own.httpPort}`])
    },
    30_000,
  )

  test('catches a name that is looked up here', async () => {
    const running = watch([BUN, '-e', `await fetch('http://${NAME}/', { proxy: false }).catch(() => {})`])
    await running.printed()

    expect(leaksIn(await running.end(), []).join()).toMatch(/resolver|name service/)
  }, 30_000)
})
