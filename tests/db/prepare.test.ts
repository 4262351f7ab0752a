import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isSound } from '#db/backup.ts'
import { migrationStatus } from '#db/migrate.ts'
import { closeDb, connect } from '#db/open.ts'
import { prepareDb } from '#db/prepare.ts'

interface Step {
  at: number
  sql: string
}

const FIRST: Step = { at: 1_000, sql: 'create table boats (name text not null)' }
const SECOND: Step = { at: 2_000, sql: 'alter table boats add column berth integer' }
const BROKEN: Step = {
  at: 2_000,
  sql: 'alter table boats add column berth integer;--> statement-breakpoint\ninsert into nowhere values (1)',
}

/** A folder of migrations, as drizzle-kit writes them. */
function migrations(steps: Step[]) {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-migrations-'))
  mkdirSync(join(folder, 'meta'))
  const entries = steps.map(({ at, sql }, idx) => {
    const tag = `000${idx}_step`
    writeFileSync(join(folder, `${tag}.sql`), sql)
    return { idx, version: '6', when: at, tag, breakpoints: true }
  })
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ version: '7', dialect: 'sqlite', entries }))
  return folder
}

function installation() {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-db-'))
  return { file: join(folder, 'mooring.db'), backups: join(folder, 'backups'), version: '9.9.9' }
}

/** An installation of the first version, with one boat in it. */
function olderInstallation() {
  const old = installation()
  const db = prepareDb({ ...old, migrations: migrations([FIRST]) })
  db.$client.run("insert into boats values ('Petrel')")
  closeDb(db)
  return old
}

const columnsOf = (file: string) => {
  const client = new Database(file, { readonly: true })
  const names = client.query<{ name: string }, []>("select name from pragma_table_info('boats')").all()
  client.close()
  return names.map(({ name }) => name)
}

test('a new database needs no backup', () => {
  const fresh = installation()
  const backedUp: string[] = []

  closeDb(prepareDb(fresh, (file) => backedUp.push(file)))

  expect(backedUp).toEqual([])
})

test('an update backs up the old state first', () => {
  const old = olderInstallation()
  const backedUp: string[] = []

  closeDb(prepareDb({ ...old, migrations: migrations([FIRST, SECOND]) }, (file) => backedUp.push(file)))

  expect(columnsOf(old.file)).toEqual(['name', 'berth'])
  expect(backedUp).toHaveLength(1)
  expect(backedUp[0]).toContain('pre-9.9.9-')
  expect(columnsOf(backedUp[0] ?? '')).toEqual(['name'])
  expect(isSound(backedUp[0] ?? '', 'integrity_check')).toBe(true)
})

test('nothing to migrate means no backup', () => {
  const old = olderInstallation()
  const backedUp: string[] = []

  closeDb(prepareDb({ ...old, migrations: migrations([FIRST]) }, (file) => backedUp.push(file)))

  expect(backedUp).toEqual([])
})

test('a migration that fails leaves the old state whole', () => {
  const old = olderInstallation()

  expect(() => prepareDb({ ...old, migrations: migrations([FIRST, BROKEN]) })).toThrow()

  expect(columnsOf(old.file)).toEqual(['name'])
  closeDb(prepareDb({ ...old, migrations: migrations([FIRST, SECOND]) }))
  expect(columnsOf(old.file)).toEqual(['name', 'berth'])
})

test('a database of a newer version is refused without a backup', () => {
  const old = olderInstallation()
  closeDb(prepareDb({ ...old, migrations: migrations([FIRST, SECOND]) }))
  const before = readdirSync(old.backups)

  expect(() => prepareDb({ ...old, migrations: migrations([FIRST]) })).toThrow('newer')

  expect(readdirSync(old.backups)).toEqual(before)
})

test('the shipped migrations are all applied to a new database', () => {
  const db = prepareDb(installation())

  expect(migrationStatus(db.$client)).toEqual({ isNew: false, pending: 0, isNewer: false })
  closeDb(db)
})

test('pragmas protect what was confirmed', () => {
  const db = connect(installation().file)
  const pragma = (name: string) => Object.values(db.$client.query<Record<string, unknown>, []>(`PRAGMA ${name}`).get() ?? {})[0]

  expect(pragma('journal_mode')).toBe('wal')
  expect(pragma('synchronous')).toBe(2)
  expect(pragma('foreign_keys')).toBe(1)
  expect(pragma('busy_timeout')).toBe(5000)
  expect(pragma('trusted_schema')).toBe(0)
  expect(pragma('secure_delete')).toBe(1)
  closeDb(db)
})
