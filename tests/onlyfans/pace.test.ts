import { expect, test } from 'bun:test'
import { APART_MS, createPace } from '#src/onlyfans/pace.ts'

/** A pace whose clock goes on only by waiting: who waits how long is noted, nobody really does. */
function paceOnPaper() {
  let now = 0
  const waits: [string, number][] = []
  const pace = createPace(APART_MS, {
    now: () => now,
    pause: async (ms) => {
      await null
      now += ms
    },
  })
  const turn = async (userId: string) => {
    const before = now
    await pace.turn(userId)
    waits.push([userId, now - before])
  }
  const goOn = (ms: number) => {
    now += ms
  }
  return { turn, waits, goOn }
}

test('calls as one user go out two seconds apart', async () => {
  const { turn, waits } = paceOnPaper()

  for (const user of ['1', '1', '1']) await turn(user)

  expect(waits).toEqual([
    ['1', 0],
    ['1', 2_000],
    ['1', 2_000],
  ])
})

test('users do not wait for each other', async () => {
  const { turn, waits } = paceOnPaper()

  for (const user of ['1', '2', '3']) await turn(user)

  expect(waits.map(([, ms]) => ms)).toEqual([0, 0, 0])
})

test('nobody waits who comes later', async () => {
  const { turn, waits, goOn } = paceOnPaper()

  await turn('1')
  goOn(2_000)
  await turn('1')

  expect(waits.map(([, ms]) => ms)).toEqual([0, 0])
})

test('a caller who leaves does not wait', async () => {
  const pace = createPace(60_000)
  const caller = new AbortController()
  await pace.turn('1')

  const waiting = pace.turn('1', caller.signal)
  caller.abort(new Error('left'))

  await expect(waiting).rejects.toThrow()
})
