import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { textAtMost } from '#src/net/direct.ts'
import { neutraliseEnvironment } from '#src/net/environment.ts'
import { createAuthority } from '#tests/fakes/certificates.ts'
import { type Origin, startOrigin } from '#tests/fakes/origin.ts'
import { netFor } from '#tests/support/net.ts'

let origin: Origin
beforeAll(async () => {
  origin = await startOrigin({ address: '127.0.60.1', names: ['localhost'] })
})
afterEach(() => origin.answerWith('ip'))
afterAll(() => origin.stop())

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error) => error.failure ?? error.name,
  )

describe('a request of our own', () => {
  test('goes out from this server and trusts the listed authority', async () => {
    const answer = await netFor(origin).direct('webshare', new URL(origin.url))

    expect((await answer.text()).trim()).toBe('127.0.0.1')
  })

  test('does not follow a redirect', async () => {
    origin.answerWith('redirect')

    const answer = await netFor(origin).direct('rules', new URL(origin.url))

    expect(answer.status).toBe(302)
  })

  test('is not carried off by HTTP_PROXY', async () => {
    const { HTTP_PROXY } = process.env
    process.env.HTTP_PROXY = 'http://127.0.60.99:1'

    const answer = await failureOf(netFor(origin).direct('webshare', new URL(origin.httpUrl)))
    if (HTTP_PROXY === undefined) delete process.env.HTTP_PROXY
    else process.env.HTTP_PROXY = HTTP_PROXY

    expect(answer).toBe('answered')
  })

  test('is refused an untrusted certificate', async () => {
    const stranger = await startOrigin({ address: '127.0.60.2', authority: createAuthority('Stranger') })

    const name = await failureOf(netFor(origin).direct('webshare', new URL(stranger.url)))
    stranger.stop()

    expect(name).toBe('tls_failed')
  })

  test('has an end', async () => {
    origin.answerWith('silent')

    expect(await failureOf(netFor(origin).direct('webshare', new URL(origin.url), { timeoutMs: 200 }))).toBe('timeout')
  })

  test('ends when its caller gives up', async () => {
    origin.answerWith('silent')
    const signal = AbortSignal.abort()

    expect(await failureOf(netFor(origin).direct('webshare', new URL(origin.url), { signal }))).toBe('AbortError')
  })

  test('names a closed port', async () => {
    expect(await failureOf(netFor(origin).direct('webshare', new URL('http://127.0.60.9:1/')))).toBe('refused')
  })

  test('reads only as much as is wanted', async () => {
    origin.answerWith('huge')
    const ask = () => netFor(origin).direct('webshare', new URL(origin.url))

    expect(await failureOf(textAtMost(await ask(), 1_000))).toBe('protocol')
    expect(await textAtMost(await ask(), 200_000)).toHaveLength(200_000)
  })
})

describe('a webhook address', () => {
  test('is refused in private space, before any packet', async () => {
    const before = origin.connections.length
    const strict = netFor(origin, { env: { MOORING_ALLOW_PRIVATE_PROXIES: '' } })

    const names = await Promise.all(
      [origin.url, origin.httpUrl, 'http://169.254.169.254/', 'https://localhost/', 'http://[::1]/', 'http://2130706433/'].map(
        (text) => failureOf(strict.direct('webhook', new URL(text), { method: 'POST', body: '{}' })),
      ),
    )

    expect(new Set(names)).toEqual(new Set(['not_allowed']))
    expect(origin.connections.length).toBe(before)
  })

  test('is reached by its checked address, with its name verified', async () => {
    const named = await startOrigin({ address: '127.0.0.1', names: ['localhost'], authority: origin.authority })
    const unnamed = await startOrigin({ address: '127.0.0.1', names: [], authority: origin.authority })
    const post = ({ port }: Origin) => netFor(origin).direct('webhook', new URL(`https://localhost:${port}/`), { method: 'POST' })

    const answer = await post(named)
    const refusal = await failureOf(post(unnamed))
    named.stop()
    unnamed.stop()

    expect(answer.status).toBe(200)
    expect(refusal).toBe('tls_failed')
  })

  test('may not carry credentials', async () => {
    const url = new URL(origin.url)
    url.username = 'user'

    expect(await failureOf(netFor(origin).direct('webhook', url))).toBe('TypeError')
  })
})

describe('the environment', () => {
  test('is made a dead end for requests without a proxy', async () => {
    const environment: Record<string, string | undefined> = {
      NO_PROXY: '*',
      no_proxy: '*',
      http_proxy: 'http://evil.example',
      PATH: '/bin',
    }

    neutraliseEnvironment(environment)

    const black = 'http://127.0.0.1:1'
    expect(environment).toEqual({
      PATH: '/bin',
      HTTP_PROXY: black,
      HTTPS_PROXY: black,
      ALL_PROXY: black,
      http_proxy: black,
      https_proxy: black,
      all_proxy: black,
    })
  })

  test('refuses a fetch that forgot its proxy', async () => {
    const before = origin.connections.length
    const script = `
      const { neutraliseEnvironment } = await import('./src/net/environment.ts')
      neutraliseEnvironment()
      for (const proxy of [undefined, null, '', {}, 0]) {
        await fetch(${JSON.stringify(origin.httpUrl)}, { proxy }).then(() => console.log('leaked'), (error) => console.log(error.code))
      }`
    const child = Bun.spawn([process.execPath, '-e', script], { env: { NO_PROXY: '*' }, stdout: 'pipe' })

    const codes = (await new Response(child.stdout).text()).trim().split('\n')

    expect(codes).toEqual(Array(5).fill('ECONNREFUSED'))
    expect(origin.connections.length).toBe(before)
  })
})
