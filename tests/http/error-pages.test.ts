import { expect, test } from 'bun:test'
import { testApp } from '#tests/support/app.ts'

const NOWHERE = '22222222-2222-4222-8222-222222222222'

test('what is missing has a page with a way back', async () => {
  const { nora } = await testApp()

  const { status, text } = await nora.page('GET', `/accounts/${NOWHERE}`, undefined, { 'x-request-id': 'req-404-test' })

  expect(status).toBe(404)
  for (const words of ['Nothing here', 'It may have been deleted', 'href="/"', 'req-404-test', 'aria-label="Main"'])
    expect(text).toContain(words)
})

test('an unknown address looks the same without a sign-in', async () => {
  const { nobody } = await testApp()

  const { status, text } = await nobody.page('GET', '/no-such-page')

  expect(status).toBe(404)
  expect(text).toContain('Nothing here')
  expect(text).toContain('href="/login"')
  expect(text).not.toContain('aria-label="Main"')
})

test('what a role does not include is said so', async () => {
  const { vera } = await testApp()

  const { status, text } = await vera.page('GET', '/settings')

  expect(status).toBe(403)
  expect(text).toContain('Your role does not include it')
})

test('a fault of ours tells its number and nothing else', async () => {
  const { nora, deps } = await testApp()
  deps.jobs.active = () => {
    throw new Error('the inner secret')
  }

  const { status, text } = await nora.page('GET', '/pool', undefined, { 'x-request-id': 'req-500-test' })

  expect(status).toBe(500)
  expect(text).toContain('Something went wrong on our side')
  expect(text).toContain('req-500-test')
  expect(text).not.toContain('the inner secret')
})

test('another name of the server is explained', async () => {
  const { app } = await testApp()

  const answer = await app.handle(
    new Request('http://localhost:3000/', { headers: { accept: 'text/html', host: 'evil.example' } }),
  )

  expect(answer.status).toBe(421)
  expect(await answer.text()).toContain('This server has another name')
})

test('fragments get the box, not the page', async () => {
  const { nora } = await testApp()

  const { status, text, headers } = await nora.fragment('GET', `/accounts/${NOWHERE}`)

  expect(status).toBe(404)
  expect(headers.get('hx-retarget')).toBe('#flash')
  expect(text).toStartWith('<div class="alert bad"')
})

test('browsers find an icon unasked', async () => {
  const { nobody } = await testApp()

  const answer = await nobody.raw('GET', '/favicon.ico', {})

  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/x-icon'])
})

test('a form of a page that htmx sent keeps the address of its page', async () => {
  const { nora } = await testApp()
  const boosted = { 'hx-request': 'true', 'hx-request-type': 'full' }

  const shown = await nora.page('POST', '/api/accounts/import', { csv: 'name\nStella Moon', dry_run: 'true' }, boosted)
  const refused = await nora.page('POST', '/keys', { name: 'Scraper' }, boosted)
  const opened = await nora.page('GET', '/keys', undefined, boosted)

  expect([shown, refused, opened].map(({ status }) => status)).toEqual([200, 400, 200])
  expect([shown, refused, opened].map(({ headers }) => headers.get('hx-push-url'))).toEqual(['false', 'false', null])
})
