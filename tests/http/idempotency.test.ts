import { describe, expect, test } from 'bun:test'
import { effects } from '#db/effects.ts'
import { transact } from '#db/open.ts'
import { apiKeys, idempotencyKeys, invites } from '#db/schema/team.ts'
import { createApp } from '#src/app.ts'
import { testApp } from '#tests/support/app.ts'

const wish = { name: 'Scraper', scopes: ['proxy:read'] }
const KEY = { 'idempotency-key': 'first-try' }

describe('a repeated request', () => {
  test('gets the first answer and acts once', async () => {
    const { nora, deps } = await testApp()

    const first = await nora.json('POST', '/api/keys', wish, KEY)
    const second = await nora.json('POST', '/api/keys', wish, KEY)

    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.text).toBe(first.text)
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'))
    expect(second.headers.get('cache-control')).toBe('no-store')
    expect(deps.db.select().from(apiKeys).all()).toHaveLength(1)
  })

  test('is the same in another order and spacing', async () => {
    const { nora } = await testApp()
    await nora.json('POST', '/api/keys', wish, KEY)
    const spaced = '{ "scopes": ["proxy:read"],\n "name": "Scraper" }'

    const second = await nora.raw('POST', '/api/keys', { ...KEY, 'content-type': 'application/json' }, spaced)

    expect(second.headers.get('idempotency-replayed')).toBe('true')
  })

  test('with another body is 409', async () => {
    const { nora, deps } = await testApp()
    await nora.json('POST', '/api/keys', wish, KEY)

    const other = await nora.json('POST', '/api/keys', { ...wish, name: 'Other' }, KEY)

    expect(other.status).toBe(409)
    expect(other.body.code).toBe('IDEMPOTENCY_CONFLICT')
    expect(deps.db.select().from(apiKeys).all()).toHaveLength(1)
  })

  test('of somebody else, or of another call, is a new one', async () => {
    const { nora, keyOf } = await testApp()
    const admin = await keyOf(nora, { scopes: ['admin'] })
    await nora.json('POST', '/api/keys', wish, KEY)

    const others = await admin.json('POST', '/api/keys', wish, KEY)
    const elsewhere = await nora.json('POST', '/api/team/invites', { name: 'Pia', email: 'p@a.example', role: 'viewer' }, KEY)

    expect(others.headers.get('idempotency-replayed')).toBeNull()
    expect([others.status, elsewhere.status]).toEqual([201, 201])
  })

  test('acts again after an error', async () => {
    const { nora } = await testApp()
    const invite = { name: 'Pia', email: 'pia@agency.example', role: 'viewer' }
    const taken = { ...invite, email: 'mara@agency.example' }

    const failed = await nora.json('POST', '/api/team/invites', taken, KEY)
    const again = await nora.json('POST', '/api/team/invites', invite, KEY)

    expect([failed.status, again.status]).toEqual([409, 201])
  })

  test('acts again after a change that could not be kept', async () => {
    const { nora, deps } = await testApp()
    const { $client } = deps.db
    // What fails only at the very end of the transaction, as a full disk does: the mark in it is gone too.
    $client.run('create table debts (owner text references users (id) deferrable initially deferred)')
    $client.run("create trigger debt after insert on api_keys begin insert into debts values ('nobody'); end")

    const failed = await nora.json('POST', '/api/keys', wish, KEY)
    $client.run('drop trigger debt')
    const again = await nora.json('POST', '/api/keys', wish, KEY)

    expect([failed.status, again.status]).toEqual([500, 201])
    expect(again.headers.get('idempotency-replayed')).toBeNull()
  })

  test('does not act again when the first broke down after its change', async () => {
    const { nora, deps } = await testApp()
    const { config } = deps
    const invite = { name: 'Pia', email: 'pia@agency.example', role: 'viewer' }

    // The link is put together when the invitation is on disk.
    deps.config = { ...config, publicUrl: 'nowhere' as unknown as URL }
    const failed = await nora.json('POST', '/api/team/invites', invite, KEY)
    deps.config = config
    const again = await nora.json('POST', '/api/team/invites', invite, KEY)

    expect([failed.status, again.status, again.body.code]).toEqual([500, 409, 'IDEMPOTENCY_CONFLICT'])
    expect(deps.db.select().from(invites).all()).toHaveLength(1)
  })

  test('acts again after a day', async () => {
    const { nora, clock } = await testApp()
    await nora.json('POST', '/api/keys', wish, KEY)

    clock.now += 24 * 3_600_000 + 1
    const next = await nora.json('POST', '/api/keys', wish, KEY)

    expect(next.headers.get('idempotency-replayed')).toBeNull()
  })

  test('of forty at once acts once', async () => {
    const { nora, deps } = await testApp()

    const answers = await Promise.all(Array.from({ length: 40 }, () => nora.json('POST', '/api/keys', wish, KEY)))

    expect(answers.every(({ status, body }) => status === 201 || body.code === 'IDEMPOTENCY_CONFLICT')).toBe(true)
    expect(deps.db.select().from(apiKeys).all()).toHaveLength(1)
  })

  test('is refused with a malformed key', async () => {
    const { nora } = await testApp()

    for (const key of ['with space', 'x'.repeat(256), 'é']) {
      expect((await nora.json('POST', '/api/keys', wish, { 'idempotency-key': key })).status).toBe(400)
    }
  })

  test('needs the right to ask', async () => {
    const { nora, mara, nobody } = await testApp()
    await nora.json('POST', '/api/keys', wish, KEY)

    expect((await mara.json('POST', '/api/keys', wish, KEY)).status).toBe(403)
    expect((await nobody.json('POST', '/api/keys', wish, KEY)).status).toBe(401)
  })

  test('is stored sealed', async () => {
    const { nora, deps } = await testApp()

    const { body } = await nora.json('POST', '/api/keys', wish, KEY)

    const [row] = deps.db.select().from(idempotencyKeys).all()
    expect(row?.answer).toStartWith('v1.')
    expect(JSON.stringify(row)).not.toContain(body.data.key)
  })
})

describe('a request that a crash cut off', () => {
  const cutOff = { owner: 'user:usr_nora', route: 'POST /api/keys', key: 'first-try', bodyHash: 'x', createdAt: 1 }
  const restarted = (deps: Parameters<typeof createApp>[0]) => createApp(deps)

  test('acts at the next try when nothing had changed', async () => {
    const { deps } = await testApp()
    deps.db.insert(idempotencyKeys).values(cutOff).run()

    restarted(deps)

    expect(deps.db.select().from(idempotencyKeys).all()).toHaveLength(0)
  })

  test('is not done twice when it had taken effect', async () => {
    const { deps, nora, clock } = await testApp()
    await nora.json('POST', '/api/keys', wish, KEY)
    deps.db.update(idempotencyKeys).set({ status: null, answer: null, effectAt: clock.now }).run()

    const app = restarted(deps)
    const again = await nora.json('POST', '/api/keys', wish, KEY)

    expect(app).toBeDefined()
    expect(again.status).toBe(409)
    expect(again.body.code).toBe('IDEMPOTENCY_CONFLICT')
    expect(deps.db.select().from(apiKeys).all()).toHaveLength(1)
  })

  test('is marked in the transaction of its effect', async () => {
    const { deps } = await testApp()
    const seen: string[] = []

    effects.run({ mark: () => void seen.push('marked') }, () => {
      transact(deps.db, () => void seen.push('changed'))
      expect(() =>
        transact(deps.db, () => {
          throw new Error('taken back')
        }),
      ).toThrow()
    })

    expect(seen).toEqual(['changed', 'marked'])
  })
})

test('the effect of an answered request is marked on disk', async () => {
  const { deps, nora } = await testApp()
  await nora.json('POST', '/api/keys', wish, KEY)

  const [row] = deps.db.select().from(idempotencyKeys).all()

  expect(row?.effectAt).toBe(deps.now())
  expect(row?.status).toBe(201)
})
