import type { z } from 'zod'
import { foldCity, normaliseCountry } from '#src/geo/places.ts'
import { clearableText } from '#src/http/fields.ts'
import { parseText } from '#src/proxies/parse.ts'
import type { CsvRow } from './csv.ts'
import { COLUMNS, type Column } from './csv-columns.ts'
import { NewAccount } from './input.ts'
import type { KnownNames } from './known-store.ts'

/** What is wrong with a cell. */
export interface RowError {
  column: Column
  message: string
}

/** A row as it would be imported, or why it would not. */
export interface ImportRow {
  line: number
  cells: CsvRow['cells']
  /** Null when there are errors. */
  account: NewAccount | null
  country: string | null
  city: string | null
  /** The proxy without its credentials, as it was read; null without one. */
  proxyShown: string | null
  errors: RowError[]
}

const City = clearableText(100)

/** Judges every row: alone, against the rows above it, and against the accounts there are. */
export function judge(rows: CsvRow[], known: KnownNames): ImportRow[] {
  const seen = { references: new Set(known.references), usernames: new Set(known.usernames), names: new Set(known.names) }
  return rows.map((row) => {
    const judged = judgeAlone(row)
    if (judged.account && isRepeated(judged.account, seen)) {
      const column = judged.account.client_reference_id ? 'client_reference_id' : judged.account.username ? 'username' : 'name'
      return { ...judged, account: null, errors: [{ column, message: 'is there already' }] }
    }
    return judged
  })
}

// The reference decides where there is one, then the user name, then the name: importing a file twice adds nothing.
function isRepeated({ name, username, client_reference_id: reference }: NewAccount, seen: Record<keyof KnownNames, Set<string>>) {
  const [set, key] = reference
    ? [seen.references, reference]
    : username
      ? [seen.usernames, username.toLowerCase()]
      : [seen.names, name.toLowerCase()]
  const isKnown = set.has(key)
  if (reference) seen.references.add(reference)
  if (username) seen.usernames.add(username.toLowerCase())
  seen.names.add(name.toLowerCase())
  return isKnown
}

function judgeAlone({ line, cells }: CsvRow): ImportRow {
  const { name, username, tags, client_reference_id, note } = cells
  const parsed = NewAccount.safeParse({
    name: name ?? '',
    username: username?.replace(/^@/, ''),
    tags,
    client_reference_id,
    note,
  })
  const country = cells.country ? normaliseCountry(cells.country) : null
  const city = City.safeParse(cells.city)
  const proxy = cells.proxy ? proxyIn(cells.proxy) : null
  const errors: RowError[] = [
    ...(parsed.success ? [] : errorsOf(parsed.error)),
    ...(cells.country && country === null ? [{ column: 'country' as const, message: 'is not a country code' }] : []),
    ...(city.success ? [] : [{ column: 'city' as const, message: 'is too long or has control characters' }]),
    ...(cells.city && !cells.country ? [{ column: 'city' as const, message: 'needs a country' }] : []),
    ...(cells.city && foldCity(cells.city) === '' ? [{ column: 'city' as const, message: 'is not a name' }] : []),
    ...(proxy?.problem ? [{ column: 'proxy' as const, message: proxy.problem }] : []),
  ]
  return {
    line,
    cells,
    account: parsed.success && errors.length === 0 ? parsed.data : null,
    country,
    city: (city.success && city.data) || null,
    proxyShown: proxy?.shown ?? null,
    errors,
  }
}

const errorsOf = (error: z.ZodError): RowError[] =>
  error.issues.map(({ path, message }) => ({ column: COLUMNS.find((column) => column === path[0]) ?? 'name', message }))

function proxyIn(cell: string): { problem: string | null; shown: string | null } {
  const [only, ...more] = parseText(cell)
  if (!only || more.length > 0) return { problem: 'must be one line', shown: null }
  if (!only.read) return { problem: only.problem, shown: null }
  const [first] = only.read.readings
  return { problem: null, shown: first ? `${first.host}:${first.port}` : null }
}
