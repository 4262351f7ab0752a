import { Html } from '@elysiajs/html'
import { ColumnsForm, type ColumnView } from './import-columns.tsx'
import { paths } from './paths.ts'
import { Card } from './ui/card.tsx'
import { Dot } from './ui/dot.tsx'
import { Submit, TextArea } from './ui/form.tsx'
import { Icon } from './ui/icon.tsx'
import { PageHead } from './ui/page-head.tsx'
import { Alert, Badge } from './ui/status.tsx'
import { Table } from './ui/table.tsx'

const EXAMPLE = `name,username,tags,country,city,proxy,client_reference_id,note
Mila Frost,milafrost,"vip, night",DE,Berlin,,crm-17,Speaks German
Ruby Lane,rubylane,night,US,,192.0.2.10:8080:user:password,crm-18,`

/** Paste or choose a file. Nothing is stored before it was looked at. */
export function ImportPage() {
  return (
    <div>
      <PageHead title="Import accounts" lead="Nothing is stored before you have seen how every line was read.">
        <a class="btn" href={paths.newAccount}>
          <Icon name="plus" />
          Add one instead
        </a>
      </PageHead>
      <div class="columns">
        <Card id="file" title="Your list">
          <form class="stack" method="post" action={paths.api.importAccounts} enctype="multipart/form-data">
            <input type="hidden" name="dry_run" value="true" />
            <p class="field">
              <label for="f-file">CSV file</label>
              <input id="f-file" type="file" name="file" accept=".csv,.tsv,.txt,text/csv,text/plain" />
            </p>
            <TextArea
              name="csv"
              label="Or paste it here"
              hint="With a header line; comma, semicolon or tab. A list of names, one a line, is enough too."
              rows={10}
            />
            <p class="row">
              <Submit primary>Look at it first</Submit>
              <a class="btn ghost" href={paths.accounts}>
                Cancel
              </a>
            </p>
          </form>
        </Card>
        <Example />
      </div>
    </div>
  )
}

function Example() {
  return (
    <Card id="example" title="An example">
      <pre id="example-text" class="wraps">
        {EXAMPLE}
      </pre>
      <p>
        <button type="button" class="btn small" data-copy-from="example-text">
          Copy
        </button>
      </p>
      <dl class="facts">
        <dt>country, city</dt>
        <dd>Where its IP should be. Two letters for the country.</dd>
        <dt>proxy</dt>
        <dd>Your own, in any common form. It is tested after the import.</dd>
        <dt>tags</dt>
        <dd>Separated by commas, in quotes.</dd>
      </dl>
    </Card>
  )
}

/** A row as it was read. */
export interface ImportRowView {
  line: number
  name: string
  username: string
  tags: string
  place: string
  /** Address of the proxy, without its password. */
  proxy: string
  errors: string[]
}

interface PreviewProps {
  /** Rows with errors first; no more than a person reads. */
  rows: ImportRowView[]
  valid: number
  invalid: number
  draft: string
  columns: ColumnView[]
  /** Somebody chose the columns. */
  isMapped: boolean
}

/** How a file was read. The file itself stays on the server, because it may hold passwords. */
export function ImportPreview({ rows, valid, invalid, draft, columns, isMapped }: PreviewProps) {
  const areAllShown = rows.length === valid + invalid
  return (
    <div id="import" class="stack">
      <PageHead title="Look before importing" lead={`${valid} of ${valid + invalid} rows can be imported.`} />
      {invalid > 0 && (
        <Alert tone="warn">
          <span>
            <span safe>{`${invalid === 1 ? '1 row has' : `${invalid} rows have`} errors and would be left out.`}</span>{' '}
            <a href={paths.rejectedRows(draft, isMapped ? columns.map(({ column }) => column ?? '').join(',') : undefined)}>
              Download these rows with their errors
            </a>
          </span>
        </Alert>
      )}
      <form id="choose" class="row" method="post" action={paths.api.importAccounts}>
        <input type="hidden" name="draft" value={draft} />
        {areAllShown && <input type="hidden" name="lines" value="" />}
        {isMapped && <input type="hidden" name="columns" value={columns.map(({ column }) => column ?? '').join(',')} />}
        {valid > 0 && <Submit primary>{areAllShown ? 'Import the ticked rows' : 'Import every row without an error'}</Submit>}
        <a class="btn" href={paths.importAccounts}>
          Start over
        </a>
      </form>
      {columns.length > 0 && (
        <details>
          <summary>Columns were taken for the wrong thing?</summary>
          <ColumnsForm columns={columns} draft={draft} />
        </details>
      )}
      <Table caption="Rows of the file" cards columns={['', 'Line', 'Name', 'User name', 'Tags', 'Place', 'Proxy', 'Result']}>
        {rows.map((row) => (
          <PreviewRow row={row} canChoose={areAllShown} />
        ))}
      </Table>
      {!areAllShown && <p class="muted">Not every row is shown.</p>}
    </div>
  )
}

function PreviewRow({ row, canChoose }: { row: ImportRowView; canChoose: boolean }) {
  const isValid = row.errors.length === 0
  return (
    <tr>
      <td class="at-pick">
        {canChoose && isValid && (
          <input
            type="checkbox"
            form="choose"
            name="lines"
            value={String(row.line)}
            checked
            aria-label={`Import line ${row.line}`}
          />
        )}
      </td>
      <td class="number wider" safe>
        {String(row.line)}
      </td>
      <td class="at-who" safe>
        {row.name}
      </td>
      <td class="wider" safe>
        {row.username}
      </td>
      <td class="wider" safe>
        {row.tags}
      </td>
      <td class="at-exit" safe>
        {row.place}
      </td>
      <td class="mono wider" safe>
        {row.proxy}
      </td>
      <td class="at-strip">
        <Badge tone={isValid ? 'ok' : 'bad'}>
          <Dot tone={isValid ? 'ok' : 'bad'} />
          {isValid ? 'Ready' : 'Left out'}
        </Badge>
        {row.errors.map((error) => (
          <small safe>{error}</small>
        ))}
      </td>
    </tr>
  )
}

interface ImportedProps {
  created: number
  rejected: number
  jobId: string | null
}

export function Imported({ created, rejected, jobId }: ImportedProps) {
  return (
    <div id="import" class="stack">
      <PageHead title="Imported" />
      <Alert tone="ok">
        <span safe>{created === 1 ? '1 account was added.' : `${created} accounts were added.`}</span>
        {rejected > 0 && <span safe>{`${rejected === 1 ? '1 row was' : `${rejected} rows were`} left out.`}</span>}
      </Alert>
      {jobId !== null && (
        <p>
          Their proxies are being tested now. <a href={paths.job(jobId)}>Watch the tests</a>
        </p>
      )}
      <div class="row">
        <a class="btn primary" href={paths.accounts}>
          See accounts
        </a>
      </div>
    </div>
  )
}
