import { csvLine } from '#src/base/csv-line.ts'
import { COLUMNS } from './csv-columns.ts'
import type { ImportRow } from './import-row.ts'

/** The rows that were left out, with why, as a file to correct. Proxies come back without user and password. */
export function rejectedCsv(rows: ImportRow[]): string {
  const lines = rows
    .filter(({ account }) => account === null)
    .map(({ line, cells, proxyShown, errors }) =>
      csvLine([
        ...COLUMNS.map((column) => (column === 'proxy' ? proxyShown : (cells[column] ?? null))),
        line,
        errors.map(({ column, message }) => `${column} ${message}`).join('; '),
      ]),
    )
  return [csvLine([...COLUMNS, 'line', 'error']), ...lines].join('')
}
