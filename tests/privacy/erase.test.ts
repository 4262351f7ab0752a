import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { backUp } from '#db/backup.ts'
import { openDb } from '#db/open.ts'
import { bodyOf, IMPORT, type Sessions, startSessions } from '#tests/connections/setup.ts'
import { startOrigin } from '#tests/fakes/origin.ts'
import { testApp } from '#tests/support/app.ts'
import { until } from '#tests/support/client.ts'
import { ownFolder } from '#tests/support/folder.ts'
import { found } from '#tests/support/hunt.ts'
import { planted } from './setup.ts'

let sessions: Sessions

beforeAll(async () => {
  sessions = await startSessions()
})
afterAll(() => sessions.stop())

async function here() {
  const folder = ownFolder('erase')
  const db = openDb(join(folder, 'mooring.db'))
  const origin = await startOrigin({ authority: sessions.authority })
  const app = await sessions.app({ env: { MOORING_DATA_DIR: folder, MOORING_CHECK_URL: origin.url }, deps: { db } })
  const stella = await planted(sessions, app)
  expect(stella.made).toEqual([200, 201, 202])
  await until('the job is done', async () => {
    const { body } = await app.nora.json('GET', '/api/jobs')
    return body.data.every((one: { state: string }) => one.state === 'done')
  })
  const stop = () => {
    db.$client.close()
    return origin.stop()
  }
  return { app, folder, stella, stop }
}

/** All bytes of the database: the file, its log, and what lies beside them, but for backups. */
function bytesIn(folder: string): Buffer {
  const files = readdirSync(folder).filter((name) => name.startsWith('mooring.db'))
  return Buffer.concat(files.map((name) => readFileSync(join(folder, name))))
}

test('after erasure nothing of a creator is in any byte of the database', async () => {
  const { app, folder, stella, stop } = await here()
  const { marks, user, session, connectionId, proxy } = stella
  // Sealed ones are looked for too: they must not be there in clear before either.
  const secrets = {
    cookie: session.cookie.slice(0, 60),
    xBc: session.xBc ?? '',
    proxyPassword: marks.proxyPassword,
    note: marks.note,
  }
  const known = {
    ...marks,
    ...secrets,
    userId: user.id,
    onlyfansUsername: user.username,
    connectionId,
    proxyAddress: `${proxy.host}:${proxy.port}`,
    host: `"${proxy.host}"`,
  }
  const sealedBefore = app.deps.db.$client.query<{ sealed: string }, []>('select sealed from sessions').all()
  const before = found(known, bytesIn(folder))

  const { status, body } = await app.nora.json('POST', `/api/accounts/${app.stella}/erase`, { confirm: marks.name })

  expect([status, body.data.log_emptied, body.data.backups]).toEqual([200, true, []])
  expect(before).toEqual(expect.arrayContaining(['name', 'username', 'reference', 'tag', 'onlyfansName', 'agent', 'userId']))
  expect(found(secrets, bytesIn(folder)).concat(before.filter((one) => one in secrets))).toEqual([])
  const { connectionId: _, ...gone } = known
  const bytes = bytesIn(folder)
  expect(found(gone, bytes)).toEqual([])
  for (const { sealed } of sealedBefore) expect(bytes.includes(sealed.slice(0, 40))).toBe(false)
  const events = (await app.nora.json('GET', `/api/events?account=${app.stella}&limit=100`)).body.data
  expect(events.map(({ type, data }: { type: string; data: object }) => [type, data])).toEqual([
    ['account.erased', {}],
    ['account.deleted', {}],
    ['connection.disconnected', { connection_id: connectionId }],
  ])
  expect((await app.nora.json('GET', `/api/accounts/${app.stella}`)).status).toBe(404)
  expect((await app.nora.json('GET', `/v2/account/connections/${connectionId}`)).status).toBe(404)
  await stop()
}, 60_000)

test('an account in whose browser a creator was seen forgets whom it saw', async () => {
  const { app, folder, stella, stop } = await here()
  const luna = app.addAccount('Luna')
  const other = sessions.creator()
  await app.nora.json('POST', IMPORT, { ...bodyOf(other.session), accountId: luna })
  const { cookie, userAgent, xBc } = stella.session
  const cookies = Object.fromEntries(cookie.split('; ').map((pair) => pair.split('=', 2) as [string, string]))
  const headers = { sess: cookies.sess ?? '', bcTokenSha: xBc ?? '', userAgent }
  const capture = await app.nora.json('POST', '/api/v2/account-connect', { cookies, account_id: luna }, headers)
  const seen = async () =>
    (await app.nora.json('GET', `/api/events?account=${luna}&type=connection.wrong_creator`)).body.data[0].data.other
  const before = await seen()

  await app.nora.json('POST', `/api/accounts/${app.stella}/erase`, { confirm: stella.marks.name })

  expect([capture.status, before]).toEqual([409, `@${stella.user.username}`])
  expect(await seen()).toBe('a creator who was erased')
  expect(found({ username: `@${stella.user.username}` }, bytesIn(folder))).toEqual([])
  await stop()
}, 60_000)

test('a stored answer is not given again, and acts no second time', async () => {
  const { app, stella, stop } = await here()
  await app.nora.json('POST', `/api/accounts/${app.stella}/erase`, { confirm: stella.marks.name })

  const { cookie, userAgent, xBc } = stella.session
  const body = { cookie, userAgent, xBc, accountId: app.stella, clientReferenceId: stella.marks.reference }
  const again = await app.nora.json('POST', '/v2/account/connections/import', body, { 'idempotency-key': 'planted-import' })

  expect([again.status, again.body.type]).toEqual([409, 'IDEMPOTENCY_CONFLICT'])
  expect(again.text).not.toContain(stella.user.id)
  await stop()
}, 60_000)

test('others keep what they have', async () => {
  const { app, stella, stop } = await here()
  const luna = app.addAccount('Luna')
  await app.nora.json('POST', `/api/proxy/account/${luna}/assign-auto`)
  const key = await app.keyOf(app.nora, { scopes: ['accounts:read'], account_ids: [app.stella, luna] })
  const eventsOf = async (id: string) => (await app.nora.json('GET', `/api/events?account=${id}&limit=100`)).body.data
  const before = await eventsOf(luna)

  await app.nora.json('POST', `/api/accounts/${app.stella}/erase`, { confirm: stella.marks.name })

  expect(await eventsOf(luna)).toEqual(before)
  expect((await app.nora.json('GET', `/api/proxy/account/${luna}`)).body.data.proxy_mode).toBe('auto')
  expect((await key.json('GET', '/api/accounts')).body.data.map(({ id }: { id: string }) => id)).toEqual([luna])
  const kept = (await app.nora.json('GET', '/api/keys')).body.data.find(({ id }: { id: string }) => id === key.id)
  expect(kept.account_ids).toEqual([luna])
  await stop()
}, 60_000)

test('the answer names the backups that still hold the account', async () => {
  const { app, folder, stella, stop } = await here()
  const backups = join(folder, 'backups')
  mkdirSync(backups, { recursive: true })
  backUp(openDb(':memory:').$client, join(backups, 'pre-0.0.1.db'))
  backUp(app.deps.db.$client, join(backups, 'manual-1.db'))
  await Bun.write(join(backups, 'broken.db'), 'not a database')

  const { body } = await app.nora.json('POST', `/api/accounts/${app.stella}/erase`, { confirm: stella.marks.name })

  const named = body.data.backups.map((one: { file: string; holds_account: boolean; kept_until: null }) => [
    one.file,
    one.holds_account,
    one.kept_until,
  ])
  expect(named.sort()).toEqual([
    ['broken.db', null, null],
    ['manual-1.db', true, null],
  ])
  await stop()
}, 60_000)

describe('erasing', () => {
  test.each(['', 'Stella', 'stella moon', 'Stella Moonx'])('asks for the name; %j is not it', async (confirm) => {
    const { nora, stella } = await testApp()

    const { status, body } = await nora.json('POST', `/api/accounts/${stella}/erase`, { confirm })

    expect([status, body.code, body.details[0].path]).toEqual([400, 'VALIDATION_ERROR', 'confirm'])
    expect((await nora.json('GET', `/api/accounts/${stella}`)).status).toBe(200)
  })

  test('is for owners', async () => {
    const { mara, omar, stella } = await testApp()

    for (const who of [mara, omar]) {
      expect((await who.json('POST', `/api/accounts/${stella}/erase`, { confirm: 'Stella Moon' })).status).toBe(403)
    }
    expect((await mara.page('GET', `/accounts/${stella}`)).text).not.toContain('/erase')
  })

  test('goes without a script too', async () => {
    const { nora, stella } = await testApp()

    const account = await nora.page('GET', `/accounts/${stella}`)
    const form = await nora.page('GET', `/accounts/${stella}/erase`)
    const wrong = await nora.page('POST', `/accounts/${stella}/erase`, { confirm: 'Luna' })
    const right = await nora.page('POST', `/accounts/${stella}/erase`, { confirm: 'Stella Moon' })

    expect(account.text).toContain(`/accounts/${stella}/erase`)
    expect(form.text).toContain('Type the name of the account')
    expect([wrong.status, wrong.text.includes('Must be the name of the account')]).toEqual([400, true])
    expect([right.status, right.headers.get('location')]).toEqual([303, '/accounts'])
  })

  test('is told to receivers of webhooks, by the id alone', async () => {
    const { nora, stella } = await testApp()

    await nora.json('POST', `/api/accounts/${stella}/erase`, { confirm: 'Stella Moon' })

    const { body } = await nora.json('GET', `/api/events?account=${stella}`)
    expect(body.data.map(({ type, data }: { type: string; data: object }) => [type, data])).toEqual([
      ['account.erased', {}],
      ['account.deleted', {}],
    ])
  })
})
