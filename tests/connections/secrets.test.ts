import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { found } from '#tests/support/hunt.ts'
import { bodyOf, IMPORT, LIST, type Sessions, startSessions } from './setup.ts'

let world: Sessions
beforeAll(async () => {
  world = await startSessions()
})
afterAll(() => world.stop())

const PLANTED = {
  localStorage: 'planted-local-1f9c',
  sessionStorage: 'planted-session-2a7d',
  'other data': 'planted-other-3b5e',
  'another cookie': 'planted-cookie-4c3f',
}

describe('what a browser handed over', () => {
  test('is in no answer, page, event, log line or byte of the database', async () => {
    const app = await world.app()
    const { user, session } = world.creator()
    const imported = world.creator()
    const cookies = Object.fromEntries(session.cookie.split('; ').map((pair) => pair.split('=', 2)))
    const secrets: Record<string, string> = {
      ...PLANTED,
      sess: cookies.sess ?? '',
      'x-bc': session.xBc ?? '',
      'imported cookie': imported.session.cookie,
      'imported x-bc': imported.session.xBc ?? '',
      code: '739204',
    }
    const texts: [string, string | Buffer][] = []
    const keep = async (name: string, answer: { text: string }) => void texts.push([name, answer.text])
    const body = {
      localStorage: { bcTokenSha: session.xBc, token: PLANTED.localStorage },
      sessionStorage: { tab: PLANTED.sessionStorage },
      cookies: { ...cookies, tracker: PLANTED['another cookie'] },
      other_data: { note: PLANTED['other data'] },
      account_id: app.stella,
    }
    const headers = { sess: cookies.sess ?? '', bctokensha: session.xBc ?? '', useragent: session.userAgent }

    await keep('capture', await app.nora.json('POST', '/api/v2/account-connect', body, headers))
    await keep('import', await app.nora.json('POST', IMPORT, bodyOf(imported.session), { 'idempotency-key': 'k' }))
    await keep('import again', await app.nora.json('POST', IMPORT, bodyOf(imported.session)))
    const { list } = (await app.nora.json('GET', LIST)).body as { list: { id: string }[] }
    const waiting = world.onlyfans.signIn(user, { secondFactor: { code: secrets.code } })
    await keep(
      'capture that waits',
      await app.nora.json(
        'POST',
        '/api/v2/account-connect',
        {
          cookies: Object.fromEntries(waiting.cookie.split('; ').map((pair) => pair.split('=', 2))),
        },
        { sess: waiting.cookie.match(/sess=(\w+)/)?.[1] ?? '', bctokensha: waiting.xBc ?? '', useragent: waiting.userAgent },
      ),
    )
    for (const { id } of list) {
      await keep('get', await app.nora.json('GET', `${LIST}/${id}`))
      await keep('check', await app.nora.json('POST', `${LIST}/${id}/check`))
      await keep('wrong', await app.nora.json('PATCH', `${IMPORT}/${id}`, bodyOf(session)))
      await keep('code', await app.nora.json('POST', `${LIST}/${id}/code`, { code: secrets.code }))
    }
    for (const path of [
      '/',
      '/accounts',
      `/accounts/${app.stella}`,
      '/activity',
      '/connections',
      ...list.map(({ id }) => `/connections/${id}`),
    ]) {
      await keep(path, await app.nora.page('GET', path))
    }
    await keep('events', await app.nora.json('GET', '/api/events?limit=200'))
    await keep('events as a file', { text: await (await app.nora.raw('GET', '/api/events/export', {})).text() })
    texts.push(['log', app.logLines.join('\n')], ['database', Buffer.from(app.deps.db.$client.serialize())])

    expect(texts.map(([name, text]) => [name, found(secrets, text)]).filter(([, names]) => names?.length)).toEqual([])
    expect(app.deps.db.$client.query('select count(*) as n from sessions where sealed is not null').get()).toEqual({ n: 2 })
  })

  test('opens only where it was put', async () => {
    const app = await world.app()
    for (let times = 0; times < 2; times++) await app.nora.json('POST', IMPORT, bodyOf(world.creator().session))
    const { $client } = app.deps.db
    const [one, other] = $client.query('select id, sealed from sessions').all() as { id: number; sealed: string }[]
    $client.query('update sessions set sealed = ? where id = ?').run(other?.sealed ?? '', one?.id ?? 0)
    const { list } = (await app.nora.json('GET', LIST)).body as { list: { id: string }[] }

    const statuses = await Promise.all(list.map(async ({ id }) => (await app.nora.json('POST', `${LIST}/${id}/check`)).status))

    expect(statuses.sort()).toEqual([200, 500])
  })
})
