import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { codeAt, stepAt } from '#src/team/totp.ts'
import { client } from '#tests/support/client.ts'
import { FROM_SOURCE, freshFolder, run, start } from '#tests/support/mooring.ts'

const OWNER = { email: 'nora@agency.example', password: 'anchor weather harbour' }

/** A running Mooring whose owner has two-factor sign-in. */
async function lockedOut() {
  const env = {
    MOORING_DATA_DIR: join(freshFolder(), 'data'),
    MOORING_OWNER_EMAIL: OWNER.email,
    MOORING_OWNER_PASSWORD: OWNER.password,
  }
  const mooring = await start({ env })
  const { token } = (await client(mooring.url)('POST', '/api/auth/login', OWNER)).body.data
  const nora = client(mooring.url, token)
  const { secret } = (await nora('POST', '/api/auth/totp', { password: OWNER.password })).body.data
  await nora('POST', '/api/auth/totp/confirm', { code: codeAt(secret, stepAt(Date.now())) })
  return { env, mooring, nora, logIn: (body: object = OWNER) => client(mooring.url)('POST', '/api/auth/login', body) }
}

/** Runs a command that is told something by a pipe. */
async function piped(args: string[], env: Record<string, string>, text: string) {
  const child = Bun.spawn([...FROM_SOURCE, ...args], { env, stdin: new Blob([text]), stdout: 'pipe', stderr: 'pipe' })
  const [code, out, err] = await Promise.all([child.exited, new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { code, out, err }
}

test('a lost phone and a lost password are mended beside the running server', async () => {
  const { env, mooring, nora, logIn } = await lockedOut()
  const before = await logIn()

  const reset = await run({ args: ['user', 'reset-2fa', 'Nora@agency.example'], env })
  const again = await run({ args: ['user', 'reset-2fa', OWNER.email], env })
  const after = await logIn()
  const weak = await piped(['user', 'set-password', OWNER.email], env, 'nora12345678\n')
  const set = await piped(['user', 'set-password', OWNER.email], env, 'granite otter balcony\n')
  const [old, fresh] = [await logIn(), await logIn({ ...OWNER, password: 'granite otter balcony' })]
  // What another process wrote is seen within a second.
  await Bun.sleep(1_100)
  const earlier = await nora('GET', '/api/auth/me')
  const log = await client(mooring.url, fresh.body.data.token)('GET', '/api/events')
  await mooring.stop()

  expect(before.body.code).toBe('TOTP_REQUIRED')
  expect([reset.code, reset.out]).toEqual([
    0,
    `${OWNER.email} signs in with the password alone now. Their sign-ins have ended.\n`,
  ])
  expect([again.code, again.out]).toEqual([0, `${OWNER.email} has no two-factor sign-in.\n`])
  expect(after.status).toBe(200)
  expect([weak.code, weak.out]).toEqual([1, ''])
  expect(weak.err).not.toContain('nora12345678')
  expect([set.code, set.err]).toEqual([0, ''])
  expect([old.status, fresh.status, earlier.status]).toEqual([401, 200, 401])
  const byOperator = log.body.data.filter(({ actor }: any) => JSON.stringify(actor).includes('Command line'))
  expect(byOperator.map(({ type }: any) => type).sort()).toEqual(['member.password_changed', 'two_factor.reset'])
}, 60_000)

test('it works while the server stands still, too', async () => {
  const { env, mooring } = await lockedOut()
  await mooring.stop()

  expect((await run({ args: ['user', 'reset-2fa', OWNER.email], env })).code).toBe(0)
  expect((await run({ args: ['user', 'reset-2fa', 'nobody@agency.example'], env })).code).toBe(1)
}, 60_000)

test.each([
  [['user']],
  [['user', 'delete', OWNER.email]],
  [['user', 'reset-2fa']],
  [['user', 'reset-2fa', OWNER.email, '--now']],
])('%p is refused as wrong usage', async (args) => {
  const { code, err } = await run({ args, env: { MOORING_DATA_DIR: join(freshFolder(), 'data') } })

  expect(code).toBe(2)
  expect(err).toContain('--help')
})

test('without a database it says so', async () => {
  const { code, err } = await run({
    args: ['user', 'reset-2fa', OWNER.email],
    env: { MOORING_DATA_DIR: join(freshFolder(), 'data') },
  })

  expect([code, err]).toEqual([4, 'mooring: There is no database yet. Start Mooring first.\n'])
})
