import { describe, expect, test } from 'bun:test'
import { accounts } from '#db/schema/accounts.ts'
import { type Role, SCOPES, type Scope } from '#db/schema/team.ts'
import { type Caller, type TestApp, testApp } from '#tests/support/app.ts'
import { CAST } from '#tests/support/cast.ts'
import { type Cell, TABLE } from './access-table.ts'

const RANK: Record<Role, number> = { viewer: 0, operator: 1, manager: 2, owner: 3 }
const PEOPLE = ['nora', 'mara', 'omar', 'vera', 'zed'] as const

/** Who calls: a stranger, a member, or a key of Nora's with one scope and, unless that is `admin`, a list of accounts. */
type Who = 'stranger' | (typeof PEOPLE)[number] | Scope

const isPerson = (who: Who): who is (typeof PEOPLE)[number] => (PEOPLE as readonly string[]).includes(who)

/** What the table says about a caller, before accounts come into it. */
function verdict({ role, scope, refusal, closed }: Cell, who: Who): 'let in' | 401 | 403 {
  if (closed) return 401
  if (role === undefined) return 'let in'
  if (who === 'stranger') return 401
  const mayCome = isPerson(who)
    ? RANK[CAST[who].role] >= RANK[role]
    : scope !== undefined && (scope === 'any' || scope === who || who === 'admin')
  return mayCome ? 'let in' : (refusal ?? 403)
}

/** Members with tags, and keys with accounts, do not see everything. */
const seesAll = (who: Who) => who === 'nora' || who === 'mara' || who === 'vera' || who === 'admin'

interface Target {
  own: string
  foreign: string
}

/** An account of their own and one of somebody else's for every route, because some calls end the account. */
function accountsFor(app: TestApp, who: Who, routes: readonly string[]): Map<string, Target> {
  const tags = who === 'omar' ? ['night'] : who === 'zed' ? ['elsewhere'] : []
  return new Map(
    routes.map((route) => [
      route,
      { own: app.addAccount('Own', { tags }), foreign: app.addAccount('Foreign', { tags: ['far'] }) },
    ]),
  )
}

async function callerFor(app: TestApp, who: Who, targets: Map<string, Target>): Promise<Caller> {
  if (who === 'stranger') return app.nobody
  if (isPerson(who)) return app[who]
  const account_ids = who === 'admin' ? null : [...targets.values()].map(({ own }) => own)
  return app.keyOf(app.nora, { scopes: [who], account_ids })
}

const requestTo = (route: string, accountId: string) => {
  const [method = '', path = ''] = route.split(' ')
  const cell = TABLE[route]
  const filled = path.replace(/:\w+/g, cell?.account ? accountId : 'none').replace(/\*$/, cell?.rest ?? '')
  const body = cell?.body ?? (method === 'GET' || method === 'HEAD' ? undefined : {})
  return { method, path: filled, body, headers: cell?.headers }
}

// Signing out comes last, or nothing after it would be let in.
const ROUTES = Object.keys(TABLE).sort((a, b) => Number(a.includes('logout')) - Number(b.includes('logout')))

describe('of every route', () => {
  test('it was decided who may call it', async () => {
    const { app } = await testApp()

    const mounted = app.routes.map(({ method, path }) => `${method} ${path}`)

    expect([...new Set(mounted)].sort()).toEqual([...ROUTES].sort())
  })

  test.each<Who>(['stranger', ...PEOPLE, ...SCOPES])('%s gets what the table says', async (who) => {
    const app = await testApp()
    const targets = accountsFor(app, who, ROUTES)
    const caller = await callerFor(app, who, targets)
    const wrong: string[] = []
    let cells = 0

    const ask = async (route: string, accountId: string) => {
      const { method, path, body, headers } = requestTo(route, accountId)
      const answer = await caller.raw(
        method,
        path,
        { accept: 'application/json', ...(body && { 'content-type': 'application/json' }), ...headers },
        body && JSON.stringify(body),
      )
      cells++
      return answer.status
    }

    for (const route of ROUTES) {
      const cell = TABLE[route] ?? {}
      const { own, foreign } = targets.get(route) ?? { own: '', foreign: '' }
      const said = verdict(cell, who)
      const status = await ask(route, own)
      const isRight = said === 'let in' ? ![401, 403, 429, 500, ...(cell.account ? [404] : [])].includes(status) : status === said
      if (!isRight) wrong.push(`${route}: ${said} expected, got ${status}`)
      if (!cell.account) continue
      const expected = said === 'let in' && !seesAll(who) ? 404 : said
      const elsewhere = await ask(route, foreign)
      const isRightElsewhere = expected === 'let in' ? ![401, 403, 404, 429, 500].includes(elsewhere) : elsewhere === expected
      if (!isRightElsewhere) wrong.push(`${route} of somebody else's account: ${expected} expected, got ${elsewhere}`)
    }

    expect(wrong).toEqual([])
    expect(cells).toBeGreaterThan(ROUTES.length)
  })
})

describe('what a caller may not see', () => {
  const LISTS = [
    '/',
    '/accounts',
    '/activity',
    '/jobs',
    '/api/accounts',
    '/api/events',
    '/api/jobs',
    '/api/accounts?q=stell',
    '/api/accounts?tag=night',
  ]

  test('is in no list, page or count', async () => {
    const app = await testApp()
    await app.nora.json('PATCH', `/api/accounts/${app.stella}`, { client_reference_id: 'stella-ref' })
    await app.nora.json('POST', `/api/proxy/account/${app.stella}/handle-failure`, {})
    const other = app.addAccount('Other', { tags: ['elsewhere'] })
    const key = await app.keyOf(app.nora, { scopes: ['accounts:read'], account_ids: [other] })

    for (const caller of [app.zed, key]) {
      for (const path of LISTS) {
        for (const accept of ['application/json', 'text/html']) {
          const text = await (await caller.raw('GET', path, { accept })).text()
          expect([path, accept, ['Stella', 'stella-ref', app.stella].filter((secret) => text.includes(secret))]).toEqual([
            path,
            accept,
            [],
          ])
        }
      }
    }
    expect((await app.nora.json('GET', '/api/accounts')).text).toContain('Stella Moon')
  })

  test('is not changed by naming it in a body', async () => {
    const app = await testApp()

    for (const path of ['/api/proxy/bulk', '/api/proxy/assign-missing']) {
      await app.zed.json('POST', path, { account_ids: [app.stella], action: 'disable' })
    }

    expect((await app.nora.json('GET', `/api/proxy/account/${app.stella}/history`)).body.data).toEqual([])
    expect(app.deps.db.select().from(accounts).all()).toHaveLength(1)
  })
})
