import { countryName } from '#src/geo/places.ts'
import type { ImportRowView } from '#views/import.tsx'
import type { HeaderCell } from './csv.ts'
import type { Imported } from './import.ts'
import type { ImportRow } from './import-row.ts'

const errorsJson = ({ line, errors }: ImportRow) => ({
  line,
  errors: errors.map(({ column, message }) => ({ path: column, message })),
})

/** A row as it was read. Of a proxy only its address: what stood beside it may be a password. */
const rowJson = (row: ImportRow) => ({
  line: row.line,
  name: row.account?.name ?? null,
  username: row.account?.username ?? null,
  tags: row.account?.tags ?? [],
  country: row.country,
  city: row.city,
  proxy: row.proxyShown,
  client_reference_id: row.account?.client_reference_id ?? null,
  errors: errorsJson(row).errors,
})

export function previewJson(rows: ImportRow[], draft: string, columns: HeaderCell[]) {
  const valid = rows.filter(({ account }) => account !== null).length
  return { dry_run: true, total: rows.length, valid, invalid: rows.length - valid, draft, columns, rows: rows.map(rowJson) }
}

export const importedJson = ({ created, rejected, jobId }: Imported) => ({
  created: created.length,
  rejected: rejected.length,
  account_ids: created.map(({ account }) => account.id),
  errors: rejected.map(errorsJson),
  job_id: jobId,
})

const SHOWN = 300

/** What a person looks at: every row of a short file, else the ones with errors and then some others. */
export function rowsShown(rows: ImportRow[]): ImportRowView[] {
  const byNeed = rows.length > SHOWN ? [...rows].sort((a, b) => Math.sign(b.errors.length) - Math.sign(a.errors.length)) : rows
  return byNeed.slice(0, SHOWN).map(({ line, cells, country, city, proxyShown, errors }) => ({
    line,
    name: cells.name ?? '',
    username: cells.username ?? '',
    tags: cells.tags ?? '',
    place: [city, country && countryName(country)].filter(Boolean).join(', '),
    proxy: proxyShown ?? '',
    errors: errors.map(({ column, message }) => `${column} ${message}`),
  }))
}
