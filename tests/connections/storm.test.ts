import { afterAll, beforeAll, expect, test } from 'bun:test'
import { newestOf } from '#src/connections/revision.ts'
import type { Session } from '#src/onlyfans/session.ts'
import type { TestApp } from '#tests/support/app.ts'
import { bodyOf, IMPORT, LIST, type Sessions, startSessions } from './setup.ts'

// A session that is used wrongly once is gone for good, so this looks for the one order of things in which that happens.

const STEPS = 3_000
const AT_ONCE = 4
const CREATORS = 12
const EXITS = 30

let world: Sessions
let app: TestApp
beforeAll(async () => {
  world = await startSessions(Array.from({ length: EXITS }, (_, index) => ({ country: index % 2 ? 'US' : 'DE' })))
  app = await world.app()
  await app.nora.json('PATCH', '/api/settings', { rest_days: 0, move_limit_account_minutes: 0, move_limit_account_per_day: 100 })
})
afterAll(() => world.stop())

/** The same numbers in every run (mulberry32). */
function randomFrom(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

test('no order of things ends a session', async () => {
  const random = randomFrom(20_261_122)
  const oneOf = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T
  const creators = Array.from({ length: CREATORS }, () => {
    const { user, session } = world.creator()
    return { user, sessions: [session] }
  })
  const named = Array.from({ length: CREATORS }, (_, index) => app.addAccount(`Account ${index}`))
  const { nora } = app
  const outcomes = new Map<string, number>()

  const connections = async () =>
    (await nora.json('GET', `${LIST}?limit=100`)).body.list as { id: string; userData: { id: string } }[]
  const accounts = async () => (await nora.json('GET', '/api/accounts?limit=200')).body.data as { id: string }[]
  const signIn = (creator = oneOf(creators)): Session => {
    const waits = random() < 0.15
    const session = world.onlyfans.signIn(creator.user, waits ? { secondFactor: { code: '123456', checkAttemptsLeft: 9 } } : {})
    creator.sessions.push(session)
    return session
  }
  /** A session of a creator: a new one, the last, or any there ever was. */
  const sessionOf = (creator = oneOf(creators)): Session => {
    const dice = random()
    if (dice < 0.35) return signIn(creator)
    return dice < 0.8 ? (creator.sessions.at(-1) as Session) : oneOf(creator.sessions)
  }
  const drifted = (session: Session): Session => ({
    ...session,
    userAgent: `${session.userAgent} Edg/${Math.floor(random() * 9)}`,
  })
  const capture = (session: Session, more: object = {}) => {
    const cookies = Object.fromEntries(session.cookie.split('; ').map((pair) => pair.split('=', 2)))
    const headers = { sess: cookies.sess ?? '', bctokensha: session.xBc ?? '', useragent: session.userAgent }
    return nora.json('POST', '/api/v2/account-connect', { cookies, ...more }, headers)
  }
  const proxyOf = async (verb: string, body?: object, method = 'POST') =>
    nora.json(method, `/api/proxy/account/${oneOf(await accounts()).id}/${verb}`, body)
  const anywhere = () => (random() < 0.4 ? { accountId: oneOf(named) } : {})

  const actions: [string, number, () => Promise<unknown>][] = [
    ['import', 14, () => nora.json('POST', IMPORT, { ...bodyOf(sessionOf()), ...anywhere() })],
    [
      'update',
      12,
      async () => {
        const connection = oneOf(await connections())
        const owner = creators.find(({ user }) => user.id === connection?.userData.id)
        const session = sessionOf(random() < 0.9 ? owner : undefined)
        const { xBc, ...rest } = bodyOf(session)
        // Without x-bc only where the browser is known by its last session.
        const isLast = owner?.sessions.at(-1) === session && random() < 0.1
        return (
          connection &&
          nora.json('PATCH', `${IMPORT}/${connection.id}`, isLast && isKept(connection.id, session) ? rest : { ...rest, xBc })
        )
      },
    ],
    ['capture', 14, () => capture(sessionOf())],
    ['capture into', 6, () => capture(sessionOf(), { account_id: oneOf(named) })],
    [
      'capture after an update of the browser',
      4,
      async () => {
        // Of one that was used before: what a browser nobody knows is signed in with, it says itself.
        const known = creators.flatMap(({ sessions }) => sessions.filter((one) => world.onlyfans.of(one)?.ip))
        return known.length > 0 && capture(drifted(oneOf(known)))
      },
    ],
    [
      'check',
      16,
      async () => {
        const connection = oneOf(await connections())
        return connection && nora.json('POST', `${LIST}/${connection.id}/check`)
      },
    ],
    [
      'code',
      8,
      async () => {
        const waiting = (await nora.json('GET', `${LIST}?status=awaiting_2fa`)).body.list
        return (
          waiting.length > 0 &&
          nora.json('POST', `${LIST}/${oneOf<{ id: string }>(waiting).id}/code`, { code: oneOf(['123456', '000000', '123456']) })
        )
      },
    ],
    [
      'invalidate',
      1,
      async () => {
        const connection = oneOf(await connections())
        return connection && nora.json('POST', `${LIST}/${connection.id}/invalidate`)
      },
    ],
    [
      'delete',
      1,
      async () => {
        const connection = oneOf(await connections())
        return connection && nora.json('DELETE', `${LIST}/${connection.id}`)
      },
    ],
    ['move', 6, () => proxyOf('assign-auto', { forceReassign: true })],
    ['report a failure', 3, () => proxyOf('handle-failure', { error: 'tunnel failed' })],
    ['put back', 2, () => proxyOf('restore')],
    ['disable', 1, () => proxyOf('disable')],
    ['switch', 3, () => proxyOf('preference', { proxy_is_active: random() < 0.8 }, 'PUT')],
    [
      'delete an account',
      1,
      async () => {
        const { id } = oneOf(await accounts())
        return named.includes(id) ? undefined : nora.json('DELETE', `/api/accounts/${id}`)
      },
    ],
    ['a proxy fails', 6, () => oneOf(world.proxies).behave(oneOf(['407', '402', '403', '502', 'reset', 'garbage', 'cut-body']))],
    ['a proxy works', 14, () => oneOf(world.proxies).behave('ok')],
    [
      'OnlyFans fails',
      4,
      async () =>
        world.onlyfans.misbehave(oneOf(['challenge', 'rate-limited', 'server-error', 'html-200', 'not-json', 'reset']), 3),
    ],
    ['the creator signs out', 2, async () => world.onlyfans.end(oneOf(oneOf(creators).sessions))],
    ['the rules change', 1, async () => world.onlyfans.release()],
  ]

  /** Whether the newest session that we hold of a connection is this one. */
  function isKept(id: string, session: Session) {
    return newestOf(app.deps, id)?.captured.session.xBc === session.xBc
  }

  const bag = actions.flatMap(([name, weight, act]) => Array.from({ length: weight }, () => ({ name, act })))
  for (let step = 0; step < STEPS; step += AT_ONCE) {
    app.clock.now += 60_000
    const chosen = Array.from({ length: AT_ONCE }, () => oneOf(bag))
    await Promise.all(
      chosen.map(async ({ name, act }) => {
        const answer = (await act()) as { status?: number } | undefined | false
        const key = `${name} ${answer ? (answer.status ?? '') : '-'}`
        outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
        if (answer && answer.status === 500) throw new Error(`${name} broke`)
      }),
    )
    if (world.onlyfans.killed.length > 0) break
  }

  expect(world.onlyfans.killed).toEqual([])
  expect(outcomes.get('import 201') ?? 0).toBeGreaterThan(10)
  expect(outcomes.get('update 200') ?? 0).toBeGreaterThan(20)
  expect(outcomes.get('check 200') ?? 0).toBeGreaterThan(20)
  expect(outcomes.get('code 200') ?? 0).toBeGreaterThan(1)
  expect(world.onlyfans.seen.length).toBeGreaterThan(500)
  const exits = new Map<string, Set<string>>()
  for (const { sess, ip } of world.onlyfans.seen) exits.set(sess, (exits.get(sess) ?? new Set()).add(ip))
  expect([...exits.values()].filter((ips) => ips.size > 1)).toEqual([])
}, 60_000)
