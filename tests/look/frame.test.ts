import { describe, expect, test } from 'bun:test'
import { testApp } from '#tests/support/app.ts'
import { initialsOf } from '#views/frame.tsx'
import { Layout } from '#views/layout.tsx'

const NORA = { name: 'Nora Vale', role: 'owner' }
const pageFor = async (props: Partial<Parameters<typeof Layout>[0]> = {}) =>
  String(await Layout({ title: 'Accounts', viewer: NORA, path: '/accounts', children: '', ...props }))

describe('the frame', () => {
  test('marks where its reader is', async () => {
    const page = await pageFor({ path: '/accounts/acc_1' })

    expect(page).toMatch(/href="\/accounts" aria-current="page"/)
    expect(page.match(/aria-current/g)).toHaveLength(1)
  })

  test('shows owners what only owners may open', async () => {
    expect(await pageFor()).toContain('href="/settings"')
    expect(await pageFor({ viewer: { name: 'Vera', role: 'viewer' } })).not.toContain('href="/settings"')
  })

  test('counts who needs somebody', async () => {
    expect(await pageFor({ frame: { attention: 3 } })).toContain('<span>3</span><span class="visually-hidden"> need you</span>')
    expect(await pageFor({ frame: { attention: 0 } })).not.toContain('need you')
  })

  test('tells the state of the pool', async () => {
    const page = await pageFor({ frame: { pool: { tone: 'ok', text: 'Pool synced 4 min ago', used: 61, total: 100 } } })

    expect(page).toContain('Pool synced 4 min ago')
    expect(page).toContain('61 of 100 IPs in use')
  })

  test('is left out for who is not signed in', async () => {
    expect(await pageFor({ viewer: null })).not.toContain('class="side"')
  })

  test('has no style, script or handler of its own', async () => {
    const page = await pageFor({ frame: { attention: 1, stream: '/ui/events' } })

    expect(page).not.toMatch(/\sstyle=|\son[a-z]+=|hx-on|<script(?! src=)|<style/)
  })

  test('escapes the name of its reader', async () => {
    expect(await pageFor({ viewer: { name: '<img src=x>', role: 'owner' } })).not.toContain('<img src=x>')
  })
})

test('initials are of the first and last name', () => {
  expect(['Jo Marsh', 'Nora', 'Ana de la Cruz', '  ', '🦊 Fox'].map(initialsOf)).toEqual(['JM', 'N', 'AC', '', '🦊F'])
})

describe('the look', () => {
  const FORM = { 'sec-fetch-site': 'same-origin' }

  test('is kept in a cookie and leads back', async () => {
    const { nobody } = await testApp()

    const answer = await nobody.page('POST', '/theme', { theme: 'dark', next: '/pool' }, FORM)

    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/pool')
    expect(answer.headers.get('set-cookie')).toStartWith('theme=dark; Path=/; Max-Age=31536000; SameSite=Lax')
  })

  test('is in the page that the server sends', async () => {
    const { nobody } = await testApp()
    const page = async (cookie: string) => (await nobody.page('GET', '/login', undefined, { cookie })).text

    expect(await page('theme=dark')).toContain('<html lang="en" class="dark">')
    expect(await page('theme=auto')).toContain('<html lang="en">')
    expect(await page('theme=%22%3E%3Cscript%3E')).toContain('<html lang="en">')
  })

  test('is not changed by another site', async () => {
    const { nobody } = await testApp()

    const answer = await nobody.page('POST', '/theme', { theme: 'dark' }, { 'sec-fetch-site': 'cross-site' })

    expect(answer.status).toBe(403)
    expect(answer.headers.get('set-cookie')).toBeNull()
  })

  test('never leads to another site', async () => {
    const { nobody } = await testApp()

    const answer = await nobody.page('POST', '/theme', { theme: 'light', next: '//evil.example' }, FORM)

    expect(answer.headers.get('location')).toBe('/')
  })

  test('is one of three', async () => {
    const { nobody } = await testApp()

    expect((await nobody.json('POST', '/theme', { theme: 'pink' })).status).toBe(400)
  })
})
