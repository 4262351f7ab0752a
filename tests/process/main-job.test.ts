import { afterAll, beforeAll, expect, test } from 'bun:test'
import { join, resolve } from 'node:path'
import { doMainJob } from '#tests/support/main-job.ts'
import { FROM_SOURCE, freshFolder, run, start } from '#tests/support/mooring.ts'
import { type Outside, startOutside } from '#tests/support/outside.ts'

const ROOT = resolve(import.meta.dir, '../..')
const folder = freshFolder()
const binary = join(folder, 'mooring')

let outside: Outside
beforeAll(async () => {
  const [built] = await Promise.all([
    run({
      command: [process.execPath, 'scripts/build.ts', binary],
      env: { ...process.env } as Record<string, string>,
      cwd: ROOT,
    }),
    startOutside({ proxies: 12, network: '127.60' }).then((started) => {
      outside = started
    }),
  ])
  if (built.code !== 0) throw new Error(built.err)
}, 60_000)
afterAll(() => outside.stop())

test('from source an account gets its own tested exit', () => doMainJob(FROM_SOURCE, outside), 60_000)

test('from the binary an account gets its own tested exit', () => doMainJob([binary], outside), 60_000)

test('the binary takes nothing from a .env where it is started', async () => {
  const cwd = freshFolder()
  await Bun.write(
    join(cwd, '.env'),
    `MOORING_DATA_DIR=${join(cwd, 'elsewhere')}\nMOORING_PORT=eighty\nMOORING_LOG_LEVEL=silent\n`,
  )
  await Bun.write(join(cwd, 'bunfig.toml'), 'preload = ["./intruder.ts"]\n')
  await Bun.write(join(cwd, 'intruder.ts'), 'console.log("intruder")\n')

  const mooring = await start({ command: [binary], cwd })
  const code = await mooring.stop()

  expect(code).toBe(0)
  expect(mooring.lines.join('\n')).not.toContain('intruder')
  expect(await Bun.file(join(cwd, 'data/mooring.db')).exists()).toBe(true)
  expect(await Bun.file(join(cwd, 'elsewhere/mooring.db')).exists()).toBe(false)
})

test('the binary knows the commands', async () => {
  const { code, out } = await run({ command: [binary], args: ['--version'], cwd: folder })

  expect(code).toBe(0)
  expect(out).toMatch(/^\d+\.\d+\.\d+\n$/)
})
