import { describe, expect, test } from 'bun:test'
import { testApp } from '#tests/support/app.ts'

const TOKEN = 'metrics-token-of-16'

describe('the service', () => {
  test('is alive and ready', async () => {
    const { nobody } = await testApp()

    for (const path of ['/healthz', '/readyz']) expect((await nobody.raw('GET', path, {})).status).toBe(200)
  })

  test('is alive but not ready without its database', async () => {
    const { nobody, deps } = await testApp()
    await nobody.raw('GET', '/healthz', {})
    deps.db.$client.run('PRAGMA query_only = ON')

    const [alive, ready] = [await nobody.raw('GET', '/healthz', {}), await nobody.json('GET', '/readyz')]

    expect([alive.status, ready.status]).toEqual([200, 503])
    expect(ready.body).toMatchObject({ success: false, code: 'NOT_READY' })
  })
})

describe('the metrics', () => {
  test('are told to whoever has the token', async () => {
    const { nobody } = await testApp({ env: { MOORING_METRICS_TOKEN: TOKEN } })

    const answer = await nobody.raw('GET', '/metrics', { authorization: `Bearer ${TOKEN}` })

    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toStartWith('text/plain')
    expect(await answer.text()).toContain('process_cpu_seconds_total')
  })

  test.each([undefined, 'Bearer', 'Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`])(
    'are not told for %p',
    async (authorization) => {
      const { nora, listening } = await testApp({ env: { MOORING_METRICS_TOKEN: TOKEN } })

      expect((await nora.raw('GET', '/metrics', {})).status).toBe(401)
      const status = await listening(
        async (url) => (await fetch(`${url}/metrics`, { headers: authorization ? { authorization } : {} })).status,
      )
      expect(status).toBe(401)
    },
  )

  test('are told to this machine when there is no token', async () => {
    const { listening } = await testApp()

    const [near, ...proxied] = await listening((url) =>
      Promise.all([
        fetch(`${url}/metrics`),
        fetch(`${url}/metrics`, { headers: { 'x-forwarded-for': '127.0.0.1' } }),
        fetch(`${url}/metrics`, { headers: { forwarded: 'for=127.0.0.1' } }),
        fetch(`${url}/metrics`, { headers: { via: '1.1 proxy' } }),
      ]),
    )

    expect(near?.status).toBe(200)
    expect(proxied.map(({ status }) => status)).toEqual([401, 401, 401])
  })
})
