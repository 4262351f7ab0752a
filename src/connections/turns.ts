import type { Db } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import type { Actor } from '#src/team/actor.ts'

const tails = new WeakMap<Db, Map<string, Promise<unknown>>>()
const running = new WeakMap<Db, Map<string, Promise<unknown>>>()

/**
 * Does `work` once nothing else is being done to any of the things named, so that what is decided before a call out still holds
 * after it. All names are taken at once: two that need the same things in another order cannot wait for each other.
 */
export function inTurn<T>({ db }: Pick<Deps, 'db'>, names: string[], work: () => Promise<T>): Promise<T> {
  const last = tails.get(db) ?? new Map<string, Promise<unknown>>()
  tails.set(db, last)
  const before = names.map((name) => last.get(name))
  const done = Promise.allSettled(before).then(work)
  const settled = done.catch(() => {})
  for (const name of names) last.set(name, settled)
  settled.finally(() => {
    for (const name of names) if (last.get(name) === settled) last.delete(name)
  })
  return done
}

/** The same call of the same caller while it runs: whoever repeats it gets its result, and nothing is asked twice. */
export function shared<T>({ db }: Pick<Deps, 'db'>, { kind, id }: Actor, call: string[], work: () => Promise<T>): Promise<T> {
  const all = running.get(db) ?? new Map<string, Promise<unknown>>()
  running.set(db, all)
  const name = JSON.stringify([kind, id, ...call])
  const first = all.get(name)
  if (first) return first as Promise<T>
  const one = work()
  all.set(name, one)
  const end = () => void all.delete(name)
  one.then(end, end)
  return one
}
