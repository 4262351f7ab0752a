import { transact } from '#db/open.ts'
import { newId } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { forbidden, invalid } from '#src/http/errors.ts'
import { type Actor, may } from '#src/team/actor.ts'
import { assertMayAdd, drafted, recordCreated } from './accounts.ts'
import { type Mapping, readCsv } from './csv.ts'
import { type ImportRow, judge } from './import-row.ts'
import { knownNames } from './known-store.ts'
import * as store from './store.ts'

/** How a file would be imported, row by row. Changes nothing. Throws 400 when it is no file of accounts. */
export function preview({ db }: Deps, csv: string, actor: Actor, mapping: Mapping | null = null): ImportRow[] {
  assertMayAdd(actor)
  return judge(readCsv(csv, mapping), knownNames(db))
}

export interface Imported {
  created: store.NewAccount[]
  rejected: ImportRow[]
  /** The job that tests the proxies of the file and gives them to their accounts; null when there are none. */
  jobId: string | null
}

/**
 * Adds the accounts of a file, all of them in one transaction; proxies follow in a job, because each is tested before it is stored.
 * @param lines only these; null for every row without an error. Throws 400 when nothing is left to import, and 403 for proxies
 * of a key that may not change any.
 */
export function importAccounts(
  deps: Deps,
  csv: string,
  lines: ReadonlySet<number> | null,
  actor: Actor,
  mapping: Mapping | null = null,
): Imported {
  assertMayAdd(actor)
  return transact(deps.db, (tx) => {
    const rows = judge(readCsv(csv, mapping), knownNames(tx)).filter(({ line }) => lines === null || lines.has(line))
    const added = rows.flatMap((row) => (row.account ? [{ row, draft: draftedFrom(deps, row.account, row) }] : []))
    if (added.length === 0) throw invalid('csv', 'has no row that can be imported')
    const created = added.map(({ draft }) => draft)
    store.insert(tx, created)
    for (const draft of created) recordCreated(tx, deps, draft, actor)
    const proxies = added.flatMap(({ row, draft }) =>
      row.cells.proxy ? [{ accountId: draft.account.id, proxy: row.cells.proxy }] : [],
    )
    return { created, rejected: rows.filter(({ account }) => account === null), jobId: startJob(deps, proxies, actor) }
  })
}

function draftedFrom(deps: Deps, account: NonNullable<ImportRow['account']>, { country, city }: ImportRow): store.NewAccount {
  return { ...drafted(deps, account), regionPreference: country, cityPreference: city }
}

/** Proxies of an import that wait for their test. */
export interface GivenProxy {
  accountId: string
  /** As it stood in the file. */
  proxy: string
}

function startJob({ jobs, secrets }: Deps, proxies: GivenProxy[], actor: Actor): string | null {
  if (proxies.length === 0) return null
  if (!may(actor, { role: 'operator', scope: 'proxy:write' })) throw forbidden('This key may not give proxies to accounts')
  // A job outlives the process, so its input is on disk: what it holds of passwords is sealed, and forgotten with its end.
  const batch = newId('imp')
  return jobs.start('accounts.import', { batch, sealed: secrets.seal(JSON.stringify(proxies), sealedPlace(batch)) }, actor)
}

export const sealedPlace = (batch: string) => ({ table: 'jobs', column: 'input', row: batch })
