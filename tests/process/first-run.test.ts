import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { freshFolder, run, type Started, start } from '#tests/support/mooring.ts'

const OWNER = { MOORING_OWNER_EMAIL: 'nora@agency.example', MOORING_OWNER_PASSWORD: 'anchor weather harbour' }

const freshData = () => ({ MOORING_DATA_DIR: join(freshFolder(), 'data') })
const linkIn = (text: string) => /http:\/\/\S+\/setup\/[\w-]{40,}/.exec(text)?.[0]
const linkOf = ({ lines }: Started) => linkIn(lines.join('\n'))

test('the first start prints a link that makes the owner', async () => {
  const env = freshData()
  const mooring = await start({ env })

  const link = linkOf(mooring)
  const page = await fetch(link ?? '', { headers: { accept: 'text/html' } })
  await mooring.stop()

  expect(link).toStartWith(mooring.url)
  expect(page.status).toBe(200)
})

test('an owner from the environment makes the link needless', async () => {
  const env = { ...freshData(), ...OWNER }
  const mooring = await start({ env })

  const signIn = await fetch(`${mooring.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: OWNER.MOORING_OWNER_EMAIL, password: OWNER.MOORING_OWNER_PASSWORD }),
  })
  await mooring.stop()

  expect(linkOf(mooring)).toBeUndefined()
  expect(signIn.status).toBe(200)
  expect(mooring.lines.join('\n')).not.toContain(OWNER.MOORING_OWNER_PASSWORD)
})

test('setup-link makes a fresh link for the running server', async () => {
  const env = freshData()
  const mooring = await start({ env })

  const { code, out } = await run({ args: ['setup-link'], env: { ...env, MOORING_PUBLIC_URL: mooring.url } })
  const [old, fresh] = await Promise.all(
    [linkOf(mooring), linkIn(out)].map((link) => fetch(link ?? '', { headers: { accept: 'text/html' } })),
  )
  await mooring.stop()

  expect(code).toBe(0)
  expect(old?.status).toBe(404)
  expect(fresh?.status).toBe(200)
})

test('setup-link refuses once there is an owner', async () => {
  const env = { ...freshData(), ...OWNER }
  const mooring = await start({ env })

  const { code, out, err } = await run({ args: ['setup-link'], env })
  await mooring.stop()

  expect(code).toBe(1)
  expect(out).toBe('')
  expect(err).toContain('owner')
})
