import { expect, test } from 'bun:test'
import { checks } from '#db/schema/accounts.ts'
import { connections, sessions, sessionUses } from '#db/schema/connections.ts'
import { events } from '#db/schema/events.ts'
import { jobItems, jobs } from '#db/schema/jobs.ts'
import { idempotencyKeys, invites } from '#db/schema/team.ts'
import { trim } from '#src/jobs/trim.ts'
import { testApp } from '#tests/support/app.ts'

const DAY = 86_400_000

test('what only grows is trimmed by age', async () => {
  const { deps, clock, stella } = await testApp()
  const old = (days: number) => clock.now - days * DAY
  const event = { type: 'x', actorKind: 'system' as const, actorName: 'Mooring', data: {} }
  deps.db
    .insert(events)
    .values([old(89), old(91), old(400)].map((at) => ({ ...event, at })))
    .run()
  const check = { accountId: stella, exitKey: 'e', cause: 'periodic' as const, ok: true }
  deps.db
    .insert(checks)
    .values([old(13), old(15)].map((at) => ({ ...check, at })))
    .run()
  const use = { owner: 'o', route: 'r', bodyHash: 'h' }
  deps.db
    .insert(idempotencyKeys)
    .values([
      { ...use, key: 'new', createdAt: old(0.5) },
      { ...use, key: 'old', createdAt: old(1.5) },
    ])
    .run()
  const job = { type: 'proxy.bulk', input: {}, createdAt: old(50) }
  deps.db
    .insert(jobs)
    .values([
      { ...job, id: 'fresh', state: 'done', finishedAt: old(29) },
      { ...job, id: 'stale', state: 'done', finishedAt: old(31) },
      { ...job, id: 'unfinished', state: 'queued' },
    ])
    .run()
  deps.db.insert(jobItems).values({ jobId: 'stale', item: 'a', ok: true, result: {} }).run()

  await trim(deps, new AbortController().signal)

  expect(
    deps.db
      .select()
      .from(events)
      .all()
      .map(({ at }) => at),
  ).toEqual([old(89)])
  expect(
    deps.db
      .select()
      .from(checks)
      .all()
      .map(({ at }) => at),
  ).toEqual([old(13)])
  expect(
    deps.db
      .select()
      .from(idempotencyKeys)
      .all()
      .map(({ key }) => key),
  ).toEqual(['new'])
  expect(
    deps.db
      .select()
      .from(jobs)
      .all()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(['fresh', 'unfinished'])
  expect(deps.db.select().from(jobItems).all()).toEqual([])
})

test('invitations go a month after their end', async () => {
  const { deps, clock } = await testApp()
  const invite = { email: 'i@agency.example', name: 'Ida', role: 'viewer' as const, createdBy: 'usr_nora', createdAt: 1 }
  const ended = (id: string, days: number) => ({ ...invite, id, tokenHash: id, expiresAt: clock.now - days * DAY })
  deps.db
    .insert(invites)
    .values([ended('open', -1), ended('fresh', 29), ended('stale', 31)])
    .run()

  await trim(deps, new AbortController().signal)

  const kept = deps.db.select().from(invites).all()
  expect(kept.map(({ id }) => id)).toEqual(['open', 'fresh'])
})

test('where a session belongs is known for as long as it is kept', async () => {
  const { deps, clock, stella } = await testApp()
  const at = clock.now - 200 * DAY
  const made = { status: 'active' as const, source: 'import' as const, permissions: [], createdAt: at, updatedAt: at }
  deps.db
    .insert(connections)
    .values({ ...made, id: 'conn_1', accountId: stella, onlyfansUserId: '1' })
    .run()
  const session = { connectionId: 'conn_1', userAgent: 'x', source: 'import' as const, capturedAt: at, capturedBy: 'Nora' }
  deps.db
    .insert(sessions)
    .values([
      { ...session, revision: 1, digest: 'replaced', sealed: null },
      { ...session, revision: 2, digest: 'kept', sealed: 'x' },
    ])
    .run()
  const use = { pairing: 'p', exitKey: 'e', lastUsedAt: at }
  deps.db
    .insert(sessionUses)
    .values(['replaced', 'kept', 'unknown'].map((digest) => ({ ...use, digest })))
    .run()

  await trim(deps, new AbortController().signal)

  const left = deps.db.select().from(sessionUses).all()
  expect(left.map(({ digest }) => digest)).toEqual(['kept'])
})

test('more than one step of rows goes in one run', async () => {
  const { deps } = await testApp()
  const event = { at: 1, type: 'x', actorKind: 'system' as const, actorName: 'Mooring', data: {} }
  for (let i = 0; i < 5; i++) deps.db.insert(events).values(Array(1_000).fill(event)).run()

  await trim(deps, new AbortController().signal)

  expect(deps.db.select().from(events).all()).toEqual([])
})
