import { Html } from '@elysiajs/html'
import { paths } from './paths.ts'
import { Submit } from './ui/form.tsx'

export interface ColumnView {
  header: string
  /** What it is taken for; null: left out. */
  column: string | null
}

const CHOICES = ['name', 'username', 'tags', 'country', 'city', 'proxy', 'client_reference_id', 'note'] as const
const LABELS: Record<string, string> = {
  name: 'Name',
  username: 'User name',
  tags: 'Tags',
  country: 'Country',
  city: 'City',
  proxy: 'Proxy',
  client_reference_id: 'Client reference',
  note: 'Note',
}

/** Asks which column of a file is which, when its header does not say. The file itself stays on the server. */
export function ImportColumns({ columns, draft }: { columns: ColumnView[]; draft: string }) {
  return (
    <div id="import" class="stack">
      <div>
        <a href={paths.importAccounts}>Import accounts</a>
        <h1>Which column is which?</h1>
        <p class="muted">The header does not name a column for the account's name. Choose at least that one.</p>
      </div>
      <ColumnsForm columns={columns} draft={draft} />
    </div>
  )
}

/** One choice for each column, in their order. Nothing of it is stored. */
export function ColumnsForm({ columns, draft }: { columns: ColumnView[]; draft: string }) {
  return (
    <form class="card stack" method="post" action={paths.api.importAccounts}>
      <input type="hidden" name="draft" value={draft} />
      <input type="hidden" name="dry_run" value="true" />
      {columns.map(({ header, column }, index) => (
        <p class="field">
          <label for={`f-column-${index}`} safe>
            {header}
          </label>
          <select id={`f-column-${index}`} name="columns">
            <option value="">Leave out</option>
            {CHOICES.map((choice) => (
              <option value={choice} selected={choice === column} safe>
                {LABELS[choice] ?? choice}
              </option>
            ))}
          </select>
        </p>
      ))}
      <div>
        <Submit primary>Read it like this</Submit>
      </div>
    </form>
  )
}
