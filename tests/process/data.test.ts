import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freshFolder, run, start } from '#tests/support/mooring.ts'

const KEY = randomBytes(32).toString('base64')
const OTHER_KEY = randomBytes(32).toString('base64')

const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

/** A data folder that a Mooring has worked in. */
async function usedData(env: Record<string, string> = {}, signal: NodeJS.Signals = 'SIGTERM') {
  const data = join(freshFolder(), 'data')
  const mooring = await start({ env: { MOORING_DATA_DIR: data, ...env } })
  await mooring.stop(signal)
  return { data, database: join(data, 'mooring.db') }
}

const serve = (data: string, env: Record<string, string> = {}) =>
  run({ env: { MOORING_PORT: '0', MOORING_DATA_DIR: data, ...env } })

test('everything in the data folder is private', async () => {
  const data = join(freshFolder(), 'data')

  const mooring = await start({ env: { MOORING_DATA_DIR: data } })
  const rights = readdirSync(data).map((name) => [name, (statSync(join(data, name)).mode & 0o777).toString(8)])
  await mooring.stop()

  expect(statSync(data).mode & 0o777).toBe(0o700)
  expect(rights.length).toBeGreaterThanOrEqual(4)
  expect(rights.filter(([, mode]) => mode !== '600')).toEqual([])
})

test('a folder of its own that others can read is closed to them', async () => {
  const { data } = await usedData()
  chmodSync(data, 0o755)

  const mooring = await start({ env: { MOORING_DATA_DIR: data } })
  await mooring.stop()

  expect(statSync(data).mode & 0o777).toBe(0o700)
})

test('a folder with other files stays as it is', async () => {
  const data = freshFolder()
  writeFileSync(join(data, 'holiday.jpg'), 'sand')
  chmodSync(data, 0o755)

  const { code, err } = await serve(data)

  expect(code).toBe(3)
  expect(err).toContain('MOORING_DATA_DIR')
  expect(statSync(data).mode & 0o777).toBe(0o755)
  expect(readdirSync(data)).toEqual(['holiday.jpg'])
})

test('a second process on the same data is refused', async () => {
  const data = join(freshFolder(), 'data')
  const first = await start({ env: { MOORING_DATA_DIR: data } })

  const { code, err } = await serve(data)
  await first.stop()

  expect(code).toBe(4)
  expect(err).toContain(`process ${first.pid}`)
})

test('a killed process leaves no lock behind', async () => {
  const { data } = await usedData({}, 'SIGKILL')

  const next = await start({ env: { MOORING_DATA_DIR: data } })

  expect(await next.stop()).toBe(0)
})

test.each(['SIGTERM', 'SIGKILL'] as const)('a wrong key changes nothing after %s', async (signal) => {
  const { data, database } = await usedData({ MOORING_SECRET_KEY: KEY }, signal)
  const before = hashOf(database)

  const { code, err } = await serve(data, { MOORING_SECRET_KEY: OTHER_KEY })

  expect(code).toBe(3)
  expect(err).toContain('MOORING_SECRET_KEY')
  expect(err).not.toContain(OTHER_KEY)
  expect(hashOf(database)).toBe(before)
  expect(await (await start({ env: { MOORING_DATA_DIR: data, MOORING_SECRET_KEY: KEY } })).stop()).toBe(0)
})

test.each([
  ['a wrong key is noticed', { MOORING_SECRET_KEY: OTHER_KEY }],
  ['a lost key file is not replaced', {}],
])('%s also while another program holds the database for a moment', async (_, env) => {
  const { data, database } = await usedData({ MOORING_SECRET_KEY: KEY })
  const before = hashOf(database)
  const holding = `const { Database } = require('bun:sqlite'); const held = new Database(process.argv[1])
    held.run('PRAGMA locking_mode = EXCLUSIVE'); held.run('BEGIN IMMEDIATE'); console.log('held'); Bun.sleepSync(1500); held.run('ROLLBACK')`
  const holder = Bun.spawn([process.execPath, '-e', holding, database], { stdout: 'pipe' })
  await holder.stdout.getReader().read()

  const { code } = await serve(data, env)
  await holder.exited

  expect(code).toBe(3)
  expect(existsSync(join(data, 'secret.key'))).toBe(false)
  expect(hashOf(database)).toBe(before)
})

test('a lost key file is not replaced', async () => {
  const { data, database } = await usedData()
  rmSync(join(data, 'secret.key'))
  const before = hashOf(database)

  const { code, err } = await serve(data)

  expect(code).toBe(3)
  expect(err).toContain('key')
  expect(existsSync(join(data, 'secret.key'))).toBe(false)
  expect(hashOf(database)).toBe(before)
})

test('a key file that others can read is refused', async () => {
  const { data } = await usedData()
  chmodSync(join(data, 'secret.key'), 0o644)

  const { code, err } = await serve(data)

  expect(code).toBe(3)
  expect(err).toContain('chmod 600')
})

test('a damaged database is kept and the newest sound backup named', async () => {
  const { data, database } = await usedData()
  const sound = (await run({ args: ['backup'], env: { MOORING_DATA_DIR: data } })).out.trim()
  writeFileSync(join(data, 'backups', 'zz-newer.db'), 'not a database')
  const bytes = readFileSync(database)
  bytes.fill(0xaa, 4096, 5 * 4096)
  writeFileSync(database, bytes)
  const before = hashOf(database)

  const { code, err } = await serve(data)

  expect(code).toBe(4)
  expect(err).toContain(sound)
  expect(hashOf(database)).toBe(before)
})

test('a file that is no database is refused', async () => {
  const data = join(freshFolder(), 'data')
  mkdirSync(data, { mode: 0o700 })
  writeFileSync(join(data, 'mooring.db'), 'a letter to grandmother, long enough to be read as a header of a file')

  const { code } = await serve(data)

  expect(code).toBe(4)
  expect(readFileSync(join(data, 'mooring.db'), 'utf8')).toStartWith('a letter')
})

test('a newer database is refused', async () => {
  const { data, database } = await usedData()
  const client = new Database(database)
  client.run("insert into __drizzle_migrations (hash, created_at) values ('from the future', 4102444800000)")
  client.close()

  const { code, err } = await serve(data)

  expect(code).toBe(4)
  expect(err).toContain('newer')
})
