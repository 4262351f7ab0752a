import { expect, test } from 'bun:test'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Db, openDb, transact } from '#db/open.ts'
import { remembered } from '#db/remembered.ts'
import { statement } from '#db/statement.ts'

const write = (db: Db, name: string) =>
  statement(
    db,
    `insert into settings (name, value, updated_at) values ('it', $name, 0) on conflict do update set value = $name`,
  ).run({ name })

function asking(db: Db) {
  let asked = 0
  const ask = () => {
    asked++
    return statement<{ value: string }>(db, `select value from settings where name = 'it'`).get({})?.value
  }
  return { ask: () => remembered(db, 'setting', 'it', ask), asked: () => asked }
}

test('an answer is kept until something is written', () => {
  const db = openDb(':memory:')
  write(db, 'one')
  const question = asking(db)

  const before = [question.ask(), question.ask()]
  write(db, 'two')
  const after = [question.ask(), question.ask()]

  expect(before).toEqual(['one', 'one'])
  expect(after).toEqual(['two', 'two'])
  expect(question.asked()).toBe(2)
})

test('what a transaction wrote and undid was never there', () => {
  const db = openDb(':memory:')
  write(db, 'one')
  const question = asking(db)
  question.ask()

  const within: unknown[] = []
  const undone = () =>
    transact(db, () => {
      write(db, 'two')
      within.push(question.ask())
      throw new Error('undo')
    })

  expect(undone).toThrow('undo')
  expect(within).toEqual(['two'])
  expect(question.ask()).toBe('one')
})

test('rows that go with another row are noticed', () => {
  const db = openDb(':memory:')
  statement(db, `insert into accounts (id, name, created_at, updated_at) values ('a', 'A', 0, 0)`).run({})
  statement(db, `insert into assignments (account_id) values ('a')`).run({})
  const count = () => statement<{ n: number }>(db, 'select count(*) as n from assignments').get({})?.n
  const before = remembered(db, 'count', 'rows', count)

  statement(db, 'delete from accounts').run({})

  expect([before, remembered(db, 'count', 'rows', count)]).toEqual([1, 0])
})

test('what another process writes is seen soon', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'mooring-test-')), 'it.db')
  const [db, other] = [openDb(file), connect(file)]
  write(db, 'one')
  const question = asking(db)
  question.ask()

  write(other, 'two')
  for (let tries = 0; question.ask() !== 'two' && tries < 300; tries++) await Bun.sleep(10)

  expect(question.ask()).toBe('two')
})
