import type { Database, Statement } from 'bun:sqlite'
import type { Queryable } from './open.ts'

interface Memory {
  changes: number
  /** Milliseconds of the monotonic clock. */
  since: number
  /** By question, then by whom or what it is about. */
  answers: Map<string, Map<string, unknown>>
  countChanges: Statement<{ changes: number }, []>
}

/** A command beside us (the operator's shell) may write too; what it changed is seen this late at most. */
const TRUSTED_MS = 1_000
/** To one question. */
const MOST_ANSWERS = 20_000

const memories = new WeakMap<Database, Memory>()

/**
 * The answer to a question as long as nothing was written since it was asked, for questions that every request asks. Taking
 * the locks for a read costs several times the read itself; the count of changes of this connection costs neither.
 * Nothing is remembered inside a transaction, because that may still be undone. Answers are shared: nobody may change them.
 */
export function remembered<T>(db: Queryable, question: string, about: string, ask: () => T): T {
  if (!('$client' in db) || db.$client.inTransaction) return ask()
  const answers = answersTo(question, memoryOf(db.$client))
  const known = answers.get(about)
  if (known !== undefined) return known as T
  const answer = ask()
  if (answer !== undefined && answers.size < MOST_ANSWERS) answers.set(about, answer)
  return answer
}

function answersTo(question: string, { answers }: Memory): Map<string, unknown> {
  const known = answers.get(question) ?? new Map<string, unknown>()
  if (known.size === 0) answers.set(question, known)
  return known
}

function memoryOf(client: Database): Memory {
  const memory = memories.get(client) ?? emptyMemory(client)
  const changes = memory.countChanges.get()?.changes ?? Number.NaN
  const now = performance.now()
  if (changes !== memory.changes || now - memory.since > TRUSTED_MS) {
    memory.answers.clear()
    memory.changes = changes
    memory.since = now
  }
  return memory
}

function emptyMemory(client: Database): Memory {
  const countChanges = client.query<{ changes: number }, []>('select total_changes() as changes')
  const memory = { changes: Number.NaN, since: 0, answers: new Map(), countChanges }
  memories.set(client, memory)
  return memory
}
