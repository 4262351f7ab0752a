import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { Session } from '#src/onlyfans/session.ts'
import type { TestApp } from '#tests/support/app.ts'
import { bodyOf, IMPORT, LIST, type Sessions, startSessions } from './setup.ts'

let world: Sessions
let app: TestApp
beforeAll(async () => {
  world = await startSessions()
})
beforeEach(async () => {
  app = await world.app()
})
afterEach(() => world.calm())
afterAll(() => world.stop())

const formOf = ({ cookie, userAgent, xBc }: Session) => ({ cookie, userAgent, xBc: xBc ?? '' })
const connected = async (options: Parameters<Sessions['creator']> = []) => {
  const creator = world.creator(...options)
  const { body } = await app.nora.json('POST', IMPORT, { ...bodyOf(creator.session), accountId: app.stella })
  world.onlyfans.seen.length = 0
  return { ...creator, id: body.id as string, page: `/connections/${body.id}` }
}
const see = async (path: string) => (await app.nora.page('GET', path)).text

describe('the list of connections', () => {
  test('without any says how they come', async () => {
    expect(await see('/connections')).toContain('No account is signed in yet')
  })

  test('counts them by state and leads to each', async () => {
    const { id, user } = await connected()
    await app.nora.json('POST', IMPORT, bodyOf(world.creator({}, { secondFactor: {} }).session))

    const all = await see('/connections')
    const expired = await see('/connections?status=expired')
    const waiting = await see('/connections?status=awaiting_2fa')

    for (const text of [
      '2 sessions. 1 needs somebody.',
      `/connections/${id}`,
      `@${user.username}`,
      'Stella Moon',
      '2FA needed',
    ]) {
      expect(all).toContain(text)
    }
    expect(expired).toContain('None in this state')
    expect(waiting).not.toContain(`@${user.username}`)
  })

  test('shows nobody what they may not see', async () => {
    const { user, page } = await connected()

    expect((await app.zed.page('GET', '/connections')).text).not.toContain(user.username)
    expect((await app.zed.page('GET', page)).status).toBe(404)
    expect((await app.vera.page('GET', page)).text).not.toContain('<form class="stack"')
  })
})

describe('importing by paste', () => {
  test('connects and leads to the connection', async () => {
    const { session } = world.creator()

    const answer = await app.nora.page('POST', '/connections', { ...formOf(session), accountId: app.stella })

    expect(answer.status).toBe(303)
    expect(await see(answer.headers.get('location') ?? '')).toContain('Active')
  })

  test('that is refused shows the form again, without what was pasted', async () => {
    const { session } = world.creator()
    world.onlyfans.end(session)

    const answer = await app.nora.page('POST', '/connections', { ...formOf(session), accountId: app.stella })

    expect(answer.status).toBe(422)
    expect(answer.text).toContain('OnlyFans says that this session is over')
    expect(answer.text).toContain(session.userAgent)
    for (const secret of [session.cookie, session.xBc ?? 'none']) expect(answer.text).not.toContain(secret)
  })

  test('names the field that is wrong', async () => {
    const { session } = world.creator()

    const answer = await app.nora.page('POST', '/connections', { ...formOf(session), xBc: 'nope' })

    expect(answer.status).toBe(400)
    expect(answer.text).toContain('id="f-xBc-error"')
  })

  test('is read while it is typed, without a word to anybody', async () => {
    const { session, user } = await connected()
    const read = (cookie: string) => app.nora.fragment('POST', '/ui/connections/read', { cookie })

    const whole = await read(session.cookie)
    const partly = await read('auth_id=99; sess=deleted')

    expect(whole.text).toContain(user.id)
    expect(whole.text).toContain('This user is connected already')
    expect(partly.text).toContain('sess is deleted')
    expect(partly.text).toContain('fp is missing')
    expect((await read('')).text).not.toContain('<dl')
    expect(whole.text).not.toContain(session.cookie.slice(0, 20))
    expect(world.onlyfans.seen).toEqual([])
  })

  test('offers the accounts that nobody is connected to', async () => {
    await connected()
    const free = app.addAccount('Luna Sky')

    const page = await see(`/connections/new?account=${free}`)

    expect(page).toContain(`<option value="${free}" selected`)
    expect(page).not.toContain(app.stella)
    expect((await app.omar.page('GET', '/connections/new')).text).not.toContain('A new account')
  })
})

describe('one connection', () => {
  test('is checked once, and only after a question', async () => {
    const { page } = await connected()
    expect(await see(page)).toContain('data-confirm="Ask OnlyFans once')

    const answer = await app.nora.page('POST', `${page}/check`, {})

    expect([answer.status, answer.headers.get('location')]).toEqual([303, page])
    expect(world.onlyfans.seen).toHaveLength(1)
  })

  test('that moved says so, and offers the way back', async () => {
    const { page } = await connected()
    await app.nora.json('POST', `/api/proxy/account/${app.stella}/assign-auto`, { forceReassign: true })

    const text = await see(page)

    expect(text).toContain('The account moved to another IP since this session was captured')
    expect(text).toContain(`/api/proxy/account/${app.stella}/restore`)
    expect(text).toContain('Check anyway')
    expect(await see('/accounts')).toContain('Capture again')
  })

  test('of a browser that was updated says so', async () => {
    const { page, session } = await connected()
    const cookies = Object.fromEntries(session.cookie.split('; ').map((pair) => pair.split('=', 2)))
    const headers = { sess: cookies.sess ?? '', bctokensha: session.xBc ?? '', useragent: `${session.userAgent} newer` }
    await app.nora.json('POST', '/api/v2/account-connect', { cookies }, headers)

    expect(await see(page)).toContain('Browser was updated, capture again before use')
    expect(await see(`/accounts/${app.stella}`)).toContain('Browser was updated, capture again before use')
    expect(world.onlyfans.seen).toEqual([])
  })

  test('met by another creator says who', async () => {
    const { page, user } = await connected()
    app.clock.now += 1_000
    const other = world.creator()
    const cookies = Object.fromEntries(other.session.cookie.split('; ').map((pair) => pair.split('=', 2)))
    const headers = { sess: cookies.sess ?? '', bctokensha: other.session.xBc ?? '', useragent: other.session.userAgent }
    await app.nora.json('POST', '/api/v2/account-connect', { cookies, account_id: app.stella }, headers)

    for (const path of [page, `/accounts/${app.stella}`]) {
      expect(await see(path)).toContain(`A browser is signed in as OnlyFans ${other.user.id}, expected @${user.username}`)
    }
  })

  test('takes a new session, a code, permissions, and an end', async () => {
    const { page, user, id } = await connected()
    const next = world.onlyfans.signIn(user, { secondFactor: { code: '482913', phoneLast4: '7788' } })

    expect((await app.nora.page('POST', page, formOf(next))).status).toBe(303)
    expect(await see(page)).toContain('It takes a code sent to the phone (ends in 7788).')
    const wrong = await app.nora.page('POST', `${page}/code`, { code: '000000' })
    expect(wrong.text).toContain('OnlyFans did not take this code')
    await app.nora.page('POST', `${page}/code`, { code: '482913' })
    await app.nora.page('POST', `${page}/use`, [
      ['permissions', ''],
      ['permissions', 'vault:read'],
      ['clientReferenceId', 'ours'],
      ['checksRegularly', 'false'],
      ['checksRegularly', 'true'],
    ])
    expect((await app.nora.json('GET', `${LIST}/${id}`)).body).toMatchObject({
      status: 'active',
      permissions: ['vault:read'],
      clientReferenceId: 'ours',
    })
    await app.nora.page('POST', `${page}/invalidate`, {})
    expect(await see(page)).toContain('Somebody marked this session as expired')
    const gone = await app.nora.page('POST', `${page}/delete`, {})
    expect([gone.status, gone.headers.get('location')]).toEqual([303, '/connections'])
    expect((await app.nora.page('GET', page)).status).toBe(404)
  })

  test('that is asked about regularly is, every six hours or so', async () => {
    const { checkDueConnections } = await import('#src/connections/regular.ts')
    const { id } = await connected()
    const run = () => checkDueConnections(app.deps, new AbortController().signal)
    await run()
    await app.nora.json('PATCH', `${LIST}/${id}`, { checksRegularly: true })
    await run()
    expect(world.onlyfans.seen).toEqual([])

    app.clock.now += 8 * 3_600_000
    await run()
    await run()
    expect(world.onlyfans.seen).toHaveLength(1)

    await app.nora.json('PATCH', `${LIST}/${id}`, { checksRegularly: false })
    app.clock.now += 8 * 3_600_000
    await run()
    expect(world.onlyfans.seen).toHaveLength(1)
  })
})

describe('an account', () => {
  test('tells its session on its page and in the table', async () => {
    expect(await see(`/accounts/${app.stella}`)).toContain('No browser or import has handed over a session')
    const { page, user } = await connected()

    const text = await see(`/accounts/${app.stella}`)

    for (const words of [`@${user.username}`, page]) expect(text).toContain(words)
    expect(await see('/accounts')).toContain(page)
  })

  test('that is deleted ends its connection, and says so', async () => {
    const { id } = await connected()

    await app.nora.json('DELETE', `/api/accounts/${app.stella}`)

    const { data } = (await app.nora.json('GET', '/api/events?type=connection.disconnected')).body
    expect(data.map((event: { data: object }) => event.data)).toEqual([{ connection_id: id }])
    expect((await app.nora.json('GET', `${LIST}/${id}`)).status).toBe(404)
  })
})
