import { describe, expect, test } from 'bun:test'
import type { Deps } from '#src/deps.ts'
import { AppError } from '#src/http/errors.ts'
import { countTry, pauseAfter } from '#src/team/guessing.ts'
import { idInMark, newMark } from '#src/team/known-browser.ts'
import { caller, testApp } from '#tests/support/app.ts'

const MINUTE_MS = 60_000
const EMAIL = 'pia@agency.example'

async function clocked() {
  const { deps, clock } = await testApp()
  return { deps, clock }
}

/** How many of `times` tries would be checked. */
function checked(deps: Deps, times: number, attempt: (at: number) => { email: string; ip: string; knownBrowser: string | null }) {
  let count = 0
  for (let at = 0; at < times; at++) {
    try {
      countTry(deps, attempt(at))
      count++
    } catch (error) {
      if (!(error instanceof AppError) || error.status !== 429) throw error
    }
  }
  return count
}

describe('guessing a password', () => {
  test('is put off after five tries, longer each time', () => {
    expect([4, 5, 6, 7, 8, 9, 10, 11, 12, 99].map((failures) => pauseAfter(failures) / MINUTE_MS)).toEqual([
      0, 1, 2, 4, 8, 16, 32, 60, 60, 60,
    ])
  })

  test('from one address is checked five times, then after each pause', async () => {
    const { deps, clock } = await clocked()
    const guess = () => ({ email: EMAIL, ip: '203.0.113.7', knownBrowser: null })

    expect(checked(deps, 50, guess)).toBe(5)
    clock.now += MINUTE_MS
    expect(checked(deps, 50, guess)).toBe(1)
    clock.now += MINUTE_MS
    expect(checked(deps, 50, guess)).toBe(0)
    clock.now += MINUTE_MS
    expect(checked(deps, 50, guess)).toBe(1)
  })

  test('of many accounts from one address is checked ten times', async () => {
    const { deps } = await clocked()

    expect(checked(deps, 500, (at) => ({ email: `m${at}@agency.example`, ip: '203.0.113.7', knownBrowser: null }))).toBe(10)
  })

  test('from two hundred addresses is checked at most sixty times in ten minutes', async () => {
    const { deps, clock } = await clocked()
    let count = 0

    for (let round = 0; round < 25; round++) {
      count += checked(deps, 200, (at) => ({ email: EMAIL, ip: `203.0.113.${at}`, knownBrowser: null }))
      clock.now += 24_000
    }

    expect(count).toBeLessThanOrEqual(60)
    expect(count).toBeGreaterThan(30)
  })

  test('by strangers does not lock out a browser that was here before', async () => {
    const { deps } = await clocked()
    checked(deps, 5_000, (at) => ({ email: EMAIL, ip: `203.0.113.${at % 200}`, knownBrowser: null }))

    expect(checked(deps, 10, () => ({ email: EMAIL, ip: '203.0.113.7', knownBrowser: 'mine' }))).toBe(5)
  })

  test('is forgotten after a good sign-in', async () => {
    const { deps } = await clocked()
    const guess = { email: EMAIL, ip: '203.0.113.7', knownBrowser: null }

    expect(checked(deps, 4, () => guess)).toBe(4)
    countTry(deps, guess).succeeded()

    expect(checked(deps, 4, () => guess)).toBe(4)
  })

  test('is answered alike whether there is such a member or not', async () => {
    const { nobody, addMember } = await testApp()
    await addMember({ password: 'rope tide lantern' })
    const last = async (email: string) => {
      let answer = await nobody.json('POST', '/api/auth/login', { email, password: 'wrong' })
      for (let at = 0; at < 5; at++) answer = await nobody.json('POST', '/api/auth/login', { email, password: 'wrong' })
      const { requestId: _, ...body } = answer.body
      return { status: answer.status, body, retryAfter: answer.headers.get('retry-after') }
    }

    const [known, unknown] = [await last(EMAIL), await last('nobody@agency.example')]

    expect(known).toEqual(unknown)
    expect(known).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' }, retryAfter: '60' })
  })
})

describe('the mark of a browser', () => {
  test('is known for its member alone, and unforged', async () => {
    const { deps } = await clocked()
    const mark = newMark(deps.secrets, EMAIL)
    const [id = '', signature = ''] = mark.split('.')

    expect(idInMark(deps.secrets, mark, EMAIL)).toBe(id)
    expect(idInMark(deps.secrets, mark, 'other@agency.example')).toBeNull()
    for (const forged of [null, '', '.', id, `${id}.`, `x.${signature}`, `${id}.${signature.slice(2)}`]) {
      expect(idInMark(deps.secrets, forged, EMAIL)).toBeNull()
    }
  })

  test('lets its owner in while strangers are put off', async () => {
    const { app, deps, nobody, addMember } = await testApp()
    await addMember({ password: 'rope tide lantern' })
    const logIn = (from: typeof nobody, password: string) => from.json('POST', '/api/auth/login', { email: EMAIL, password })
    for (let at = 0; at < 6; at++) await logIn(nobody, 'wrong')

    const known = caller((request) => app.handle(request), { cookie: `mooring_browser=${newMark(deps.secrets, EMAIL)}` })

    expect((await logIn(nobody, 'rope tide lantern')).status).toBe(429)
    expect((await logIn(known, 'rope tide lantern')).status).toBe(200)
  })
})
