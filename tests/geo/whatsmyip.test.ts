import { afterEach, expect, test } from 'bun:test'
import { testApp } from '#tests/support/app.ts'

const running: { stop(now: boolean): unknown }[] = []
afterEach(() => {
  for (const server of running.splice(0)) server.stop(true)
})

/** The app behind a real socket, because the answer is about the connection. */
async function listening(env: Record<string, string> = {}) {
  const { app } = await testApp({ env })
  const server = app.listen({ hostname: '127.0.0.1', port: 0 }).server
  if (!server) throw new Error('not listening')
  running.push(server)
  return (headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${server.port}/api/whatsmyip`, { headers: { host: 'localhost:3000', ...headers } })
}

test('a stranger is told the peer address', async () => {
  const ask = await listening()

  const answer = await ask()

  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({ success: true, data: { ip: '127.0.0.1' } })
  expect(answer.headers.get('cache-control')).toBe('no-store')
})

test('a forwarded address counts only from a trusted proxy', async () => {
  const forwarded = { 'x-forwarded-for': '1.1.1.1, 8.8.8.8' }

  const untrusted = await (await listening())(forwarded)
  const trusted = await (await listening({ MOORING_TRUSTED_PROXIES: '127.0.0.0/8' }))(forwarded)

  expect((await untrusted.json()).data).toEqual({ ip: '127.0.0.1' })
  expect((await trusted.json()).data).toEqual({ ip: '8.8.8.8', country: 'US' })
})

test('a browser gets a page and htmx a fragment', async () => {
  const ask = await listening()

  const page = await (await ask({ accept: 'text/html' })).text()
  const fragment = await (await ask({ 'hx-request': 'true' })).text()

  expect(page).toStartWith('<!doctype html>')
  expect(page).toContain('127.0.0.1')
  expect(fragment).toStartWith('<section id="whatsmyip"')
})

test('asking without end answers 429', async () => {
  const ask = await listening()

  const statuses = []
  for (let times = 0; times < 62; times++) statuses.push((await ask()).status)

  expect(statuses.slice(0, 60).every((status) => status === 200)).toBe(true)
  expect(statuses.slice(60)).toEqual([429, 429])
})
