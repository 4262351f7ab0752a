import { expect, test } from 'bun:test'
import { events } from '#db/schema/events.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'

const PATH = '/api/events/export'

function happen({ deps, clock }: TestApp, values: Partial<typeof events.$inferInsert>) {
  const event = {
    at: clock.now,
    type: 'account.updated',
    actorKind: 'user' as const,
    actorId: 'usr_nora',
    actorName: 'Nora Vale',
    data: {},
  }
  deps.db
    .insert(events)
    .values({ ...event, ...values })
    .run()
}

const linesOf = async (answer: Response) => (await answer.text()).split('\r\n').slice(0, -1)

test('the log is a file that no spreadsheet runs', async () => {
  const app = await testApp()
  happen(app, {
    accountId: app.stella,
    actorName: '=HYPERLINK("x")',
    data: { name: 'a, "b"' },
    ip: '198.51.100.4',
    requestId: 'req-12345',
  })

  const answer = await app.nora.raw('GET', `${PATH}?type=account`, {})

  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(answer.headers.get('content-disposition')).toContain('activity.csv')
  expect(await linesOf(answer)).toEqual([
    'id,time,type,who,who_id,account,account_id,details,ip,request_id',
    `1,2026-11-22T12:00:00.000Z,account.updated,"'=HYPERLINK(""x"")",usr_nora,Stella Moon,${app.stella},"{""name"":""a, \\""b\\""""}",198.51.100.4,req-12345`,
  ])
})

test('a long log comes whole', async () => {
  const app = await testApp()
  for (let i = 0; i < 2_000; i++) happen(app, { accountId: app.stella })

  expect(await linesOf(await app.vera.raw('GET', `${PATH}?account=${app.stella}`, {}))).toHaveLength(2_001)
})

test('holds only what its reader may see', async () => {
  const app = await testApp()
  happen(app, { accountId: app.stella, ip: '198.51.100.4' })
  happen(app, { accountId: app.addAccount('Far') })
  happen(app, { type: 'settings.changed' })

  const of = async (caller: TestApp['nora']) => linesOf(await caller.raw('GET', PATH, {}))

  expect(await of(app.omar)).toHaveLength(2)
  expect((await of(app.omar)).join()).not.toContain('198.51.100.4')
  expect(await of(app.zed)).toHaveLength(1)
  expect((await app.nobody.raw('GET', PATH, {})).status).toBe(401)
  expect((await app.nora.raw('GET', `${PATH}?since=odd`, {})).status).toBe(400)
})

test('it is in the log that somebody took it', async () => {
  const app = await testApp()

  await app.mara.raw('GET', PATH, {})

  const { body } = await app.mara.json('GET', '/api/events?type=activity')
  expect(body.data[0]).toMatchObject({ type: 'activity.exported', actor: { name: 'Mara Lind' } })
})

test('is offered with the filters of the page', async () => {
  const { nora } = await testApp()

  const { text } = await nora.page('GET', '/activity?type=proxy&since=2026-11-01T00:00:00Z')

  expect(text).toContain('/api/events/export?type=proxy')
  expect(text).toContain('since=2026-11-01T00%3A00%3A00.000Z')
})
