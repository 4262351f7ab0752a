import { expect, test } from 'bun:test'
import { type Change, listen, tell } from '#db/changes.ts'
import { openDb } from '#db/open.ts'
import { statement } from '#db/statement.ts'
import { together } from '#db/together.ts'

function counting() {
  const db = openDb(':memory:')
  const add = (name: string) =>
    statement(db, `insert into settings (name, value, updated_at) values ($name, '1', 0)`).run({ name })
  const names = () =>
    statement<{ name: string }>(db, 'select name from settings order by name')
      .all({})
      .map(({ name }) => name)
  return { db, add, names }
}

test('everybody who asks at once is answered, each with their own result', async () => {
  const { db, add, names } = counting()

  const answers = await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      together(db, () => {
        add(name)
        return name
      }),
    ),
  )

  expect(answers).toEqual(['a', 'b', 'c'])
  expect(names()).toEqual(['a', 'b', 'c'])
})

test('one that throws is undone alone', async () => {
  const { db, add, names } = counting()
  const breaking = together(db, () => {
    add('bad')
    throw new Error('no')
  })

  const [good, bad, late] = await Promise.allSettled([together(db, () => add('good')), breaking, together(db, () => add('late'))])

  expect([good.status, bad.status, late.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(names()).toEqual(['good', 'late'])
})

test('of what was undone nobody hears', async () => {
  const { db, add } = counting()
  const heard: Change[] = []
  listen(db, (changes) => heard.push(...changes))
  const tells = (name: string, fails = false) =>
    together(db, () => {
      add(name)
      tell(db, { type: name })
      if (fails) throw new Error('no')
    })

  await Promise.allSettled([tells('bad', true), tells('good'), tells('worse', true), tells('late')])

  expect(heard.map(({ type }) => type)).toEqual(['good', 'late'])
})

test('all are told when the transaction cannot be kept', async () => {
  const { db, add, names } = counting()
  const ending = together(db, () => {
    add('x')
    // What SQLite does by itself when the disk is full.
    db.$client.run('rollback')
    throw new Error('disk full')
  })

  const answers = await Promise.allSettled([together(db, () => add('a')), ending, together(db, () => add('b'))])

  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(names()).toEqual([])
})

test('the next one begins anew', async () => {
  const { db, add, names } = counting()

  await together(db, () => add('a'))
  await together(db, () => add('b'))

  expect(names()).toEqual(['a', 'b'])
})

test('one that throws before it writes makes nobody run twice', async () => {
  const { db, add, names } = counting()
  let runs = 0
  const good = together(db, () => {
    runs++
    add('good')
  })

  const answers = await Promise.allSettled([good, together(db, () => expect.unreachable())])

  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(runs).toBe(1)
  expect(names()).toEqual(['good'])
})
