import { expect, test } from 'bun:test'
import { mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { client } from '#tests/support/client.ts'
import { freshFolder } from '#tests/support/mooring.ts'

const ROOT = resolve(import.meta.dir, '../..')

test('the demo shows an agency with working and broken exits and sessions, and leaves nothing behind', async () => {
  const scratch = join(freshFolder(), 'tmp')
  mkdirSync(scratch)
  const demo = Bun.spawn([process.execPath, '--no-env-file', 'scripts/demo.ts'], {
    cwd: ROOT,
    env: { MOORING_PORT: '0', TMPDIR: scratch },
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const text = await textUntil(demo.stdout, 'Ctrl-C')
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? ''
  const password = /Password\s+(.+)/.exec(text)?.[1] ?? ''

  const signedIn = await client(url)('POST', '/api/auth/login', { email: 'demo@mooring.example', password })
  const call = client(url, signedIn.body.data?.token)
  const all = await call('GET', '/api/accounts?limit=100')
  const attention = await call('GET', '/api/accounts?state=attention&limit=100')
  const connections = await call('GET', '/v2/account/connections')
  demo.kill('SIGINT')
  const code = await demo.exited

  expect(all.body.page.total).toBe(24)
  expect(attention.body.page.total).toBeGreaterThan(3)
  expect(attention.body.page.total).toBeLessThan(12)
  expect(new Set(connections.body.list.map(({ status }: { status: string }) => status))).toEqual(
    new Set(['active', 'expired', 'awaiting_2fa']),
  )
  expect(code).toBe(0)
  expect(readdirSync(scratch)).toEqual([])
}, 60_000)

async function textUntil(stream: ReadableStream<Uint8Array>, end: string): Promise<string> {
  let text = ''
  for await (const chunk of stream) {
    text += new TextDecoder().decode(chunk)
    if (text.includes(end)) break
  }
  return text
}
