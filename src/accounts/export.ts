import { transact } from '#db/open.ts'
import { csvLine } from '#src/base/csv-line.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import type { Actor } from '#src/team/actor.ts'
import { type AccountFilter, type AccountPlace, type ListedAccount, list } from './list-store.ts'
import { openNote } from './note.ts'

const HEADER = [
  'id',
  'name',
  'username',
  'tags',
  'country',
  'city',
  'exit',
  'mode',
  'client_reference_id',
  'note',
  'move_policy',
  'created_at',
  'archived_at',
]
const STEP = 1_000

/** The accounts within reach as a file that an import reads again, without any password. It is in the log that somebody took it. */
export function exportCsv(deps: Deps, filter: AccountFilter, actor: Actor): string {
  const lines = [csvLine(HEADER)]
  for (const listed of every(deps, filter)) lines.push(csvLine(cellsOf(deps, listed)))
  transact(deps.db, (tx) => record(tx, deps.now(), actor, { type: 'account.exported', data: { accounts: lines.length - 1 } }))
  return lines.join('')
}

function* every({ db }: Deps, filter: AccountFilter): Generator<ListedAccount> {
  let after: AccountPlace | null = null
  while (true) {
    const rows: ReturnType<typeof list> = list(db, filter, { sort: 'name', limit: STEP, after })
    yield* rows
    after = rows.at(-1)?.place ?? null
    if (rows.length < STEP) return
  }
}

const iso = (moment: number | null) => (moment === null ? null : new Date(moment).toISOString())

function cellsOf({ secrets }: Deps, { account, assignment }: ListedAccount) {
  return [
    account.id,
    account.name,
    account.username,
    account.tags.join(', '),
    assignment.countryCode ?? assignment.regionPreference,
    assignment.cityName ?? assignment.cityPreference,
    assignment.host === null ? null : `${assignment.host}:${assignment.port}`,
    assignment.mode,
    account.clientReferenceId,
    openNote(secrets, account.id, account.note),
    account.movePolicy,
    iso(account.createdAt),
    iso(account.archivedAt),
  ]
}
