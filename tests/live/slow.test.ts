import { describe, expect, test } from 'bun:test'
import { tell } from '#db/changes.ts'
import { createFeed } from '#src/live/feed.ts'
import { pieces } from '#src/live/stream.ts'
import { createStreams } from '#src/live/streams.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { testApp } from '#tests/support/app.ts'

const QUICK = { pingMs: 30, recheckMs: 10, gatherMs: 1 }
const reader = () => ({ actor: async () => SYSTEM, lastSeen: null, signal: new AbortController().signal })

describe('a page that reads slowly', () => {
  test('is told to read everything anew instead of being sent it all', async () => {
    const { deps } = await testApp()
    const feed = createFeed('run', 10)
    const next = pieces(deps.db, feed, reader(), QUICK)
    await next()

    feed.add(Array.from({ length: 30 }, (_, i) => ({ type: 'proxy.assigned', accountId: `a${i}` })))

    expect(await next()).toBe('id: run-30\nevent: resync\ndata: all\n\n')
  })

  test('gets what happened meanwhile in one piece', async () => {
    const { deps } = await testApp()
    const feed = createFeed('run')
    const next = pieces(deps.db, feed, reader(), QUICK)
    await next()

    for (const accountId of ['a', 'b', 'a']) feed.add([{ type: 'account.updated', accountId }])

    expect(await next()).toBe('id: run-3\nevent: account\ndata: a b\n\nevent: attention\ndata: all\n\n')
  })

  test('is given up when it takes nothing any more', async () => {
    const { deps } = await testApp()
    const streams = createStreams(deps, { pace: QUICK, stalledMs: 20 })

    const body = streams.open('user:x', reader(), new AbortController().signal)
    const stuck = body.getReader()
    await stuck.read()
    for (let tries = 0; tries < 200 && streams.count() > 0; tries++) {
      tell(deps.db, { type: 'account.updated', accountId: 'a' })
      await Bun.sleep(10)
    }

    expect(streams.count()).toBe(0)
  })
})

describe('a quiet stream', () => {
  test('says now and then that it is there', async () => {
    const { deps } = await testApp()
    const next = pieces(deps.db, createFeed(), reader(), QUICK)
    await next()

    expect(await next()).toBe(': ping\n\n')
  })

  test('asks for everything anew when its reader sees other accounts', async () => {
    const { deps } = await testApp()
    let reach = { tags: ['a'] as string[] | null, accountIds: null }
    const next = pieces(deps.db, createFeed('run'), { ...reader(), actor: async () => ({ ...SYSTEM, reach }) }, QUICK)
    await next()
    await next()

    reach = { tags: ['b'], accountIds: null }

    expect(await next()).toContain('event: resync')
  })
})
