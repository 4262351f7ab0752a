import { describe, expect, test } from 'bun:test'
import { testApp } from '#tests/support/app.ts'

const PUBLIC = { MOORING_PUBLIC_URL: 'https://mooring.agency.example', MOORING_PORT: '4100' }

describe('a request', () => {
  test.each([
    'mooring.agency.example',
    'mooring.agency.example:443',
    'MOORING.agency.example',
    'localhost:4100',
    '127.0.0.1:4100',
    '[::1]:4100',
  ])('to %s is answered', async (host) => {
    const { nora } = await testApp({ env: PUBLIC })

    expect((await nora.json('GET', '/api/auth/me', undefined, { host })).status).toBe(200)
  })

  test.each([
    'evil.example',
    'evil.example:4100',
    'mooring.agency.example.evil.example',
    'evil.mooring.agency.example',
    'mooring.agency.example:4100',
    'localhost',
    'localhost:4101',
    'localhost.evil.example:4100',
    '127.0.0.1',
    '127.0.0.2:4100',
    '10.0.0.5:4100',
    'localhost:4100@evil.example',
  ])('to %s is 421', async (host) => {
    const { nora } = await testApp({ env: PUBLIC })

    for (const path of ['/api/auth/me', '/login', '/healthz', '/assets/app.css', '/nowhere']) {
      const answer = await nora.json('GET', path, undefined, { host })
      expect(answer.status).toBe(421)
      expect(answer.body.code).toBe('MISDIRECTED_REQUEST')
    }
  })

  test('reaches a server on a free port by that port', async () => {
    const { listening } = await testApp({ env: { MOORING_PORT: '0' } })

    const statuses = await listening(async (url) => {
      const { port } = new URL(url)
      const as = async (host: string) => (await fetch(`${url}/healthz`, { headers: { host } })).status
      return [
        await as(`localhost:${port}`),
        await as(`127.0.0.1:${port}`),
        await as('localhost:1'),
        await as(`evil.example:${port}`),
      ]
    })

    expect(statuses).toEqual([200, 200, 421, 421])
  })
})
