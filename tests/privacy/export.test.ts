import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Sessions, startSessions } from '#tests/connections/setup.ts'
import { startOrigin } from '#tests/fakes/origin.ts'
import { testApp } from '#tests/support/app.ts'
import { found } from '#tests/support/hunt.ts'
import { planted } from './setup.ts'

let sessions: Sessions

beforeAll(async () => {
  sessions = await startSessions()
})
afterAll(() => sessions.stop())

test('an export holds everything about a creator but what opens something', async () => {
  const origin = await startOrigin({ authority: sessions.authority })
  const app = await sessions.app({ env: { MOORING_CHECK_URL: origin.url } })
  const { marks, session, user, connectionId } = await planted(sessions, app)

  const { status, headers, text, body } = await app.mara.json('GET', `/api/accounts/${app.stella}/export`)

  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
  expect(headers.get('content-disposition')).toBe(`attachment; filename="account-${app.stella}.json"`)
  const { proxyPassword, ...told } = marks
  expect(found(told, text).sort()).toEqual(Object.keys(told).sort())
  const sess = /sess=(\w+)/.exec(session.cookie)?.[1] ?? ''
  expect(found({ proxyPassword, sess, xBc: session.xBc ?? '' }, text)).toEqual([])
  expect(body.data.connection).toMatchObject({ id: connectionId, status: 'active', userData: { id: user.id } })
  expect(body.data.proxy).toMatchObject({ proxy_mode: 'manual', password_stored: true })
  expect(body.data.sessions).toMatchObject([{ revision: 1, session_stored: true, verdict: 'active' }])
  expect(body.data.exits.length).toBe(2)
  expect(body.data.checks.length).toBeGreaterThan(0)
  const { data: events } = (await app.nora.json('GET', `/api/events?account=${app.stella}&limit=200`)).body
  expect(body.data.events.length).toBe(events.length - 1)
  expect(events[0]).toMatchObject({ type: 'account.data_exported', data: {} })
  await origin.stop()
})

test('operators and strangers to an account get none', async () => {
  const { omar, vera, nobody, nora, stella } = await testApp()

  const asked = [omar, vera, nobody].map((who) => who.json('GET', `/api/accounts/${stella}/export`))

  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([403, 403, 401])
  expect((await nora.json('GET', '/api/accounts/none/export')).status).toBe(404)
})
