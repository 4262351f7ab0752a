import { countUntold, forgetUntold } from './changes.ts'
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
 * @param work may be run twice, so all that it does is in the transaction.
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
    effects.exit(() => runShared(db, all, failed))
  } catch (error) {
    for (const one of all) one.reject(failed.has(one) ? failed.get(one) : error)
    return
  }
  for (const one of all) failed.has(one) ? one.reject(failed.get(one)) : one.resolve()
}

// Who fails has mostly written nothing yet. A savepoint keeps a copy of every page that is written within it, which costs more than
// the writing itself: so there are some only once somebody needs one.
function runShared(db: Db, all: Waiting[], failed: Map<Waiting, unknown>) {
  try {
    transact(db, (tx) => runBare(db, tx, all, failed))
  } catch (error) {
    if (error !== SPOILED) throw error
    failed.clear()
    transact(db, (tx) => runApart(db, tx, all, failed))
  }
}

/** Thrown to undo a transaction in which a piece of work failed after it had written. */
const SPOILED = Symbol('spoiled')

function runBare({ $client }: Db, tx: Tx, all: Waiting[], failed: Map<Waiting, unknown>) {
  const countChanges = $client.query<{ n: number }, []>('select total_changes() as n')
  for (const one of all) {
    const before = countChanges.get()?.n
    try {
      one.run(tx)
    } catch (error) {
      failed.set(one, error)
      // A full disk undoes the whole transaction by itself; nothing may be written outside of one.
      if (!$client.inTransaction) throw error
      if (countChanges.get()?.n !== before) throw SPOILED
    }
  }
}

function runApart({ $client }: Db, tx: Tx, all: Waiting[], failed: Map<Waiting, unknown>) {
  for (const one of all) {
    // Not Drizzle's own nested transactions: those prepare their statements anew each time.
    const untold = countUntold($client)
    $client.query('savepoint of_one').run()
    try {
      one.run(tx)
    } catch (error) {
      failed.set(one, error)
      if (!$client.inTransaction) throw error
      $client.query('rollback to of_one').run()
      forgetUntold($client, untold)
    }
    $client.query('release of_one').run()
  }
}
