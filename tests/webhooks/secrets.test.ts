import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { backUp } from '#db/backup.ts'
import { closeDb, openDb } from '#db/open.ts'
import { events } from '#db/schema/events.ts'
import { startReceiver } from '#tests/fakes/webhook-receiver.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'
import { formsOf, found } from '#tests/support/hunt.ts'
import { freshFolder } from '#tests/support/mooring.ts'
import { addHook, deliver, happenIn } from './setup.ts'

const folder = freshFolder()
const file = join(folder, 'mooring.db')
const backup = join(folder, 'backup.db')
/** Planted here, or made by the program and put in as it is made. */
const secrets: Record<string, string> = {
  'token in the address': 'T0ken/of=the+receiver-81',
  'answer of the receiver': 'Internal: db-password is Gr4nite',
}
const [token, answer] = Object.values(secrets)
let app: TestApp
const later: { call: string; text: string }[] = []

// Everything that can happen to an endpoint, well and badly, with both forms of signature.
beforeAll(async () => {
  app = await testApp({ deps: { db: openDb(file) } })
  const receiver = await startReceiver({ address: '127.0.63.1', answer: answer ?? '' })
  const url = `${receiver.url}?token=${encodeURIComponent(token ?? '')}`
  for (const signature of ['standard', 'ofauth']) {
    const again = { 'idempotency-key': `made-once-${signature}` }
    const made = await app.nora.json('POST', '/api/webhooks', { url, signature }, again)
    await app.nora.json('POST', '/api/webhooks', { url, signature }, again)
    const { id } = made.body.data
    secrets[`${signature} secret`] = made.body.data.secret
    secrets[`${signature} secret after`] = (await app.nora.json('POST', `/api/webhooks/${id}/rotate`)).body.data.secret
    for (const behaviour of [200, 500, 'cut', 410] as const) {
      receiver.behave(behaviour)
      happenIn(app)('pool.low', null, { free: 1 })
      await deliver(app)
      await app.nora.json('POST', `/api/webhooks/${id}/test`)
      app.clock.now += 3_600_000
    }
    await app.nora.json('PATCH', `/api/webhooks/${id}`, { enabled: true, url: `${url}&more`, description: 'Changed' })
    await app.nora.json('PATCH', `/api/webhooks/${id}`, { url: `${url}#${token}` })
    await hearOf(id)
  }
  await addHook(app, receiver)
  await receiver.stop()
  backUp(app.deps.db.$client, backup)
}, 60_000)
afterAll(() => closeDb(app.deps.db))

/** Reads everything there is to read, as owner and as manager. */
async function hearOf(id: string) {
  for (const [name, who] of [
    ['owner', app.nora],
    ['manager', app.mara],
  ] as const) {
    for (const { method, path } of app.app.routes.filter((route) => route.method === 'GET')) {
      if (/assets|docs|ui\/events/.test(path)) continue
      const filled = path.replace(/:\w+/g, path.includes('webhooks') ? id : app.stella)
      const call = `${name}: ${method} ${path}`
      later.push({ call, text: (await who.page(method, filled)).text })
      later.push({ call, text: (await who.fragment(method, filled)).text })
      const { text } = await who.json(method, filled).catch(() => ({ text: '' }))
      later.push({ call, text })
    }
  }
}

/** Secrets that sign: told when they are made and never again. */
const signing = () => Object.fromEntries(Object.entries(secrets).filter(([name]) => name.includes('secret')))

describe('what is secret of a webhook', () => {
  test('was made, and is found in every form', () => {
    expect(Object.keys(signing())).toHaveLength(4)
    expect(new Set(Object.values(signing())).size).toBe(4)
    for (const [name, text] of Object.entries(secrets)) {
      expect(text.length).toBeGreaterThan(20)
      for (const form of formsOf(text)) expect(found({ [name]: text }, `before ${form} after`)).toEqual([name])
    }
  })

  test('is on no page and in no answer once it was told', () => {
    const leaks = later.flatMap(({ call, text }) => found(signing(), text).map((name) => `${name} in ${call}`))

    expect(later.length).toBeGreaterThan(200)
    expect(leaks).toEqual([])
  })

  test('is shown to owners alone, where it stands in address or answer', () => {
    const where = later.filter(({ text }) => found(secrets, text).length > 0).map(({ call }) => call)

    expect([...new Set(where)].sort()).toEqual([
      'owner: GET /api/webhooks',
      'owner: GET /api/webhooks/:id',
      'owner: GET /api/webhooks/:id/deliveries',
      'owner: GET /webhooks',
      'owner: GET /webhooks/:id',
    ])
  })

  test('is in no event and in no line of the log', () => {
    const happened = app.deps.db.select().from(events).all()

    expect(happened.filter(({ type }) => type.startsWith('webhook.')).length).toBeGreaterThan(10)
    expect(found(secrets, JSON.stringify(happened))).toEqual([])
    expect(found(secrets, app.logLines.join('\n'))).toEqual([])
  })

  test('is in no byte of the database and its backup', () => {
    const files = [backup, ...['', '-wal', '-shm'].map((suffix) => file + suffix)].filter((one) => existsSync(one))

    expect(files.length).toBeGreaterThanOrEqual(3)
    for (const one of files) expect([one, found(secrets, readFileSync(one))]).toEqual([one, []])
  })

  test('does not open at another endpoint', async () => {
    const [one, other] = app.deps.db.$client
      .query<{ id: string; secret: string }, []>('select id, secret from webhook_endpoints order by created_at limit 2')
      .all()
    if (!one || !other) throw new Error('There are no two endpoints')
    const swap = app.deps.db.$client.query('update webhook_endpoints set secret = ? where id = ?')
    swap.run(other.secret, one.id)

    const sent = await app.nora.json('POST', `/api/webhooks/${one.id}/test`)
    swap.run(one.secret, one.id)

    expect(sent.body.data).toMatchObject({ state: 'failed', attempts: [{ status: null, reason: 'local_problem' }] })
  })
})
