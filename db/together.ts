import { effects } from './effects.ts'
import { type Db, type Tx, transact } from './open.ts'

interface Waiting {
  run(tx: Tx): void
  resolve(): void
  reject(error: unknown): void
}

const waiting = new WeakMap<Db, Waiting[]>()

/**
 * One transaction like `transact`, but shared with whoever asks at the same moment: the disk is waited for once for all of them,
 * and nobody is answered before everything is on it. Each piece of work stands alone: when it throws, only it is undone.
 */
export function together<T>(db: Db, work: (tx: Tx) => T extends Promise<unknown> ? never : T): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  // Taken here: when the work runs, it runs on behalf of somebody else's request.
  const effect = effects.getStore()
  let result: T
  const one: Waiting = {
    run(tx) {
      result = work(tx) as T
      effect?.mark(tx)
    },
    resolve: () => resolve(result),
    reject,
  }
  const others = waiting.get(db)
  if (others) others.push(one)
  else {
    waiting.set(db, [one])
    setImmediate(() => commit(db))
  }
  return promise
}

function commit(db: Db) {
  const all = waiting.get(db) ?? []
  waiting.delete(db)
  const failed = new Map<Waiting, unknown>()
  try {
    effects.exit(() => transact(db, (tx) => runAll(db, tx, all, failed)))
  } catch (error) {
    for (const one of all) one.reject(failed.has(one) ? failed.get(one) : error)
    return
  }
  for (const one of all) failed.has(one) ? one.reject(failed.get(one)) : one.resolve()
}

function runAll({ $client }: Db, tx: Tx, all: Waiting[], failed: Map<Waiting, unknown>) {
  // Not Drizzle's own nested transactions: those prepare their statements anew each time.
  const begin = $client.query('savepoint of_one')
  const release = $client.query('release of_one')
  const undo = $client.query('rollback to of_one')
  for (const one of all) {
    begin.run()
    try {
      one.run(tx)
    } catch (error) {
      failed.set(one, error)
      // A full disk undoes the whole transaction by itself; nothing may be written outside of one.
      if (!$client.inTransaction) throw error
      undo.run()
    }
    release.run()
  }
}
