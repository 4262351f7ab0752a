import { beforeEach, describe, expect, test } from 'bun:test'
import { type Caller, type TestApp, testApp } from '#tests/support/app.ts'

let app: TestApp
beforeEach(async () => {
  app = await testApp()
})

const disable = (account: string) => `/api/proxy/account/${account}/disable`
const edit = (account: string) => `/accounts/${account}`

/** Saves an account as a browser without a script does. Returns the cookie it gets. */
async function saved() {
  const answer = await app.nora.page('POST', edit(app.stella), { name: 'Stella Moon' })
  expect(answer.status).toBe(303)
  return answer.headers.get('set-cookie') ?? ''
}

const markOf = (cookie: string) => cookie.split(';')[0] ?? ''

async function nextPage(cookie: string, by: Caller = app.nora) {
  const answer = await by.raw('GET', '/accounts', { accept: 'text/html', cookie })
  return { text: await answer.text(), cookie: answer.headers.get('set-cookie') }
}

const SAID = '<div class="toast"><div class="toast-content"><section>Saved</section></div></div>'

describe('what a redirect has to say', () => {
  test('is said on the next page, once', async () => {
    const mark = markOf(await saved())

    const first = await nextPage(mark)
    const second = await nextPage(mark)

    expect(first.text).toContain(SAID)
    expect(first.cookie).toBe('mooring_flash=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax')
    expect(second.text).not.toContain(SAID)
  })

  test('is not in the cookie, which no script can read', async () => {
    expect(await saved()).toMatch(/^mooring_flash=[\w-]{22}; Max-Age=60; Path=\/; HttpOnly; SameSite=Lax$/)
  })

  test('stays on https', async () => {
    app = await testApp({ env: { MOORING_PUBLIC_URL: 'https://localhost:3000' } })

    const answer = await app.nora.raw('POST', disable(app.stella), { accept: 'text/html' })

    expect(answer.headers.get('set-cookie') ?? '').toMatch(/^__Host-mooring_flash=[\w-]{22}; .*; Secure$/)
  })

  test('is for the member who changed something', async () => {
    const mark = markOf(await saved())

    expect((await nextPage(mark, app.omar)).text).not.toContain(SAID)
    expect((await nextPage(mark)).text).toContain(SAID)
  })

  test('is forgotten after a minute', async () => {
    const mark = markOf(await saved())
    app.clock.now += 60_001

    expect((await nextPage(mark)).text).not.toContain(SAID)
  })

  test('cannot be put there by a cookie', async () => {
    const { text } = await nextPage('mooring_flash=Call+us+at+0900')

    expect(text).not.toContain('class="toast"')
    expect(text).not.toContain('0900')
  })

  test('is text, whatever an account is called', async () => {
    await app.nora.json('PATCH', `/api/accounts/${app.stella}`, { name: '<b>Stella</b>' })
    const answer = await app.nora.page('POST', disable(app.stella), {})

    const { text } = await nextPage(markOf(answer.headers.get('set-cookie') ?? ''))

    expect(text).toContain('Nothing goes out for &lt;b&gt;Stella&lt;/b&gt; now')
    expect(text).not.toContain('<b>Stella')
  })

  test('stands on top when nothing could be done', async () => {
    const answer = await app.nora.page('POST', `/api/proxy/account/${app.stella}/handle-failure`, { errorMessage: 'timeout' })
    expect(answer.status).toBe(303)

    const { text } = await nextPage(markOf(answer.headers.get('set-cookie') ?? ''))

    expect(text).toMatch(/<div id="flash" data-flash><div class="alert warn" role="status"><span>[A-Z]/)
  })

  test('is told to the page itself where that stays open', async () => {
    const { headers } = await app.nora.fragment('POST', edit(app.stella), { name: 'Stella Moon' })

    expect(headers.get('set-cookie')).toBeNull()
    expect(JSON.parse(headers.get('hx-trigger') ?? '')).toEqual({
      account: { data: app.stella },
      toast: { text: 'Saved' },
    })
  })

  test('is nothing for programs', async () => {
    const { headers } = await app.nora.json('PATCH', `/api/accounts/${app.stella}`, { name: 'Stella Moon' })

    expect([headers.get('set-cookie'), headers.get('hx-trigger')]).toEqual([null, null])
  })
})
