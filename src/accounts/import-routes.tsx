import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { invalid } from '#src/http/errors.ts'
import { page, reply } from '#src/http/reply.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { Imported, ImportPage, ImportPreview } from '#views/import.tsx'
import { ImportColumns } from '#views/import-columns.tsx'
import { attachment } from './attachment.ts'
import { type HeaderCell, headersIn, type Mapping } from './csv.ts'
import { createDrafts, type Drafts } from './drafts.ts'
import { importAccounts, preview } from './import.ts'
import { ImportBody, ImportQuery, RejectedQuery } from './import-input.ts'
import { importedJson, previewJson, rowsShown } from './import-json.ts'
import type { ImportRow } from './import-row.ts'
import { rejectedCsv } from './rejected-csv.ts'

const WRITER = { role: 'manager', scope: 'accounts:write' } as const

/** Accounts from a file: look first, then import. */
export const importRoutes = (deps: Deps) => {
  const drafts = createDrafts(deps)

  const look = (csv: string, mapping: Mapping | null, actor: Actor) => {
    const draft = drafts.keep(csv, actor)
    const rowsOf = () => preview(deps, csv, actor, mapping)
    const dataOf = (rows: ImportRow[]) => previewJson(rows, draft, headersIn(csv, mapping))
    const html = () => {
      // A person whose file names its columns in other words is asked for them; a program is told.
      const unnamed = mapping === null ? unnamedIn(csv) : null
      if (unnamed) return <ImportColumns columns={unnamed} draft={draft} />
      const rows = rowsOf()
      return <ImportPreview {...dataOf(rows)} isMapped={mapping !== null} rows={rowsShown(rows)} />
    }
    return reply(() => ({ success: true, data: dataOf(rowsOf()) }), { title: 'Import accounts', html })
  }
  const importNow = (csv: string, { lines, draft, columns = null }: Chosen, actor: Actor) => {
    const imported = importAccounts(deps, csv, lines ? new Set(lines) : null, actor, columns)
    if (draft) drafts.drop(draft)
    const { created, rejected, jobId } = imported
    return reply(
      { success: true, message: 'Accounts imported', data: importedJson(imported) },
      {
        status: 201,
        title: 'Imported',
        html: () => <Imported created={created.length} rejected={rejected.length} jobId={jobId} />,
      },
    )
  }

  return new Elysia()
    .use(auth(deps))
    .get('/accounts/import', () => page('Import accounts', () => <ImportPage />), { access: WRITER })
    .get(
      '/accounts/import/:draft/rejected.csv',
      ({ params, query, actor }) => {
        const rows = preview(deps, drafts.read(params.draft, actor), actor, query.columns ?? null)
        return attachment('rejected-rows.csv', rejectedCsv(rows))
      },
      { access: WRITER, query: RejectedQuery },
    )
    .post(
      '/api/accounts/import',
      async ({ body, query, actor }) => {
        const csv = await textOf(body, drafts, actor)
        const chosen: Chosen = 'dry_run' in body || 'draft' in body || 'lines' in body || 'columns' in body ? body : {}
        const columns = chosen.columns ?? query.columns ?? null
        const isDry = query.dry_run ?? ('dry_run' in body && body.dry_run)
        return isDry ? look(csv, columns, actor) : importNow(csv, { ...chosen, columns }, actor)
      },
      { access: WRITER, idempotent: true, query: ImportQuery, body: ImportBody },
    )
}

interface Chosen {
  lines?: number[] | undefined
  draft?: string | undefined
  columns?: Mapping | null | undefined
}

/** The columns of a file that has headings, none of which says which one holds the names. */
function unnamedIn(csv: string): HeaderCell[] | null {
  const headers = headersIn(csv)
  return headers.length > 0 && !headers.some(({ column }) => column === 'name') ? headers : null
}

async function textOf(body: ImportBody, drafts: Drafts, actor: Actor): Promise<string> {
  if ('draft' in body && body.draft) return drafts.read(body.draft, actor)
  if (body.csv !== undefined) return body.csv
  if ('file' in body && body.file && body.file.size > 0) return decoded(await body.file.arrayBuffer())
  throw invalid('csv', 'is required: a file or its text')
}

function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalid('file', 'must be text in UTF-8')
  }
}
