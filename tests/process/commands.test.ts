import { expect, test } from 'bun:test'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isSound } from '#db/backup.ts'
import { freshFolder, run, start } from '#tests/support/mooring.ts'

const freshData = () => ({ MOORING_DATA_DIR: join(freshFolder(), 'data') })

test.each(['serve', 'setup-link', 'user', 'health', 'backup', 'doctor'])('%s explains itself', async (command) => {
  const all = await run({ args: ['--help'] })
  const one = await run({ args: [command, '--help'] })

  expect(all.code).toBe(0)
  expect(all.out).toContain(`mooring ${command}`)
  expect(one.code).toBe(0)
  expect(one.out).toStartWith(`mooring ${command}`)
})

test('the version is printed alone', async () => {
  const { code, out } = await run({ args: ['--version'] })

  expect(code).toBe(0)
  expect(out).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test.each([[['moor']], [['--frobnicate']], [['backup', '--everything']], [['health', 'now']]])(
  '%p is refused as wrong usage',
  async (args) => {
    const { code, out, err } = await run({ args, env: freshData() })

    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toContain('--help')
  },
)

test.each([
  ['MOORING_PORT', 'eighty'],
  ['MOORING_SECRET_KEY', 'not-a-key'],
  ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
])('a wrong %s is refused with exit code 3', async (name, value) => {
  const env = { ...freshData(), [name]: value }

  const { code, out, err } = await run({ env })

  expect(code).toBe(3)
  expect(out).toBe('')
  expect(err).toContain(name)
  expect(existsSync(env.MOORING_DATA_DIR)).toBe(false)
})

test('a taken port is refused by the name of its variable', async () => {
  const first = await start({ env: freshData() })

  const { code, err } = await run({ env: { ...freshData(), MOORING_PORT: new URL(first.url).port } })
  await first.stop()

  expect(code).toBe(3)
  expect(err).toContain('MOORING_PORT')
})

test('health tells a running server from a missing one', async () => {
  const env = freshData()
  const mooring = await start({ env })
  const port = { MOORING_PORT: new URL(mooring.url).port }

  // A proxy in the environment must not come between a machine and itself.
  const running = await run({ args: ['health'], env: { ...env, ...port, HTTP_PROXY: 'http://127.0.0.1:9' } })
  await mooring.stop()
  const stopped = await run({ args: ['health'], env: { ...env, ...port } })

  expect(running).toEqual({ code: 0, out: 'ready\n', err: '' })
  expect(stopped.code).toBe(1)
})

test('backup copies a running database and leaves the key out', async () => {
  const env = freshData()
  const file = join(freshFolder(), 'copy.db')
  const mooring = await start({ env })

  const { code, out } = await run({ args: ['backup', '-o', file], env })
  await mooring.stop()

  expect(code).toBe(0)
  expect(out).toBe(`${file}\n`)
  expect(isSound(file, 'integrity_check')).toBe(true)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('backup never writes over a file', async () => {
  const env = freshData()
  const file = join(freshFolder(), 'copy.db')
  await (await start({ env })).stop()
  await run({ args: ['backup', '-o', file], env })

  const { code } = await run({ args: ['backup', '-o', file], env })

  expect(code).toBe(2)
})

test('doctor finds nothing wrong with a healthy installation', async () => {
  const env = freshData()
  await (await start({ env })).stop()

  const { code, out } = await run({ args: ['doctor', '--json'], env })

  const findings = JSON.parse(out) as { name: string; ok: boolean }[]
  expect(code).toBe(0)
  expect(findings.filter(({ ok }) => !ok)).toEqual([])
  expect(findings.map(({ name }) => name)).toEqual(['data folder', 'key', 'database', 'disk', 'backups', 'server'])
})

test('doctor names a wrong key and makes none', async () => {
  const env = { ...freshData(), MOORING_SECRET_KEY: Buffer.alloc(32, 1).toString('base64') }
  await (await start({ env })).stop()

  const { code, out } = await run({ args: ['doctor'], env: { MOORING_DATA_DIR: env.MOORING_DATA_DIR } })

  expect(code).toBe(1)
  expect(out).toContain('FAIL key')
  expect(existsSync(join(env.MOORING_DATA_DIR, 'secret.key'))).toBe(false)
})

test('a command finds the server beside it without its environment', async () => {
  const env = freshData()
  const server = await start({ env: { ...env, MOORING_PUBLIC_URL: 'https://ops.agency.example' } })

  const ready = await run({ args: ['health'], env })
  const link = await run({ args: ['setup-link'], env })
  const code = await server.stop()
  const gone = await run({ args: ['health'], env })

  expect([ready.code, ready.out, code]).toEqual([0, 'ready\n', 0])
  expect(link.out).toStartWith('https://ops.agency.example/setup/')
  expect([gone.code, gone.out]).toEqual([1, 'not ready\n'])
}, 30_000)
