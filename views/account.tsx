import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { MovePolicy } from '#db/schema/accounts.ts'
import { paths } from './paths.ts'
import { CheckList, type CheckRow, ExitHistory, type HistoryRow } from './proxies.tsx'
import { Choice, Field, Submit, TextArea } from './ui/form.tsx'
import { Alert, Badge, TimeAgo } from './ui/status.tsx'

export interface AccountView {
  id: string
  name: string
  username: string | null
  tags: string[]
  clientReferenceId: string | null
  /** Opened; null when there is none. */
  note: string | null
  movePolicy: MovePolicy
  createdAt: number
  archivedAt: number | null
}

interface AccountProps {
  account: AccountView
  history: HistoryRow[]
  /** The latest few. */
  checks: CheckRow[]
  mayWrite: boolean
  now: number
}

/** One account. Children are the panel of its proxy. */
export function AccountPage({ account, history, checks, mayWrite, now, children }: PropsWithChildren<AccountProps>) {
  return (
    <div class="stack">
      <div>
        <a href={paths.accounts}>Accounts</a>
        <h1 safe>{account.name}</h1>
        <p class="row">
          {account.username !== null && (
            <span class="muted" safe>
              {`@${account.username}`}
            </span>
          )}
          {account.tags.map((tag) => (
            <Badge>
              <span safe>{tag}</span>
            </Badge>
          ))}
        </p>
      </div>
      {account.archivedAt !== null && (
        <Alert tone="warn">
          <span>
            Archived <TimeAgo at={account.archivedAt} now={now} />. It has no exit and is left out of lists.
          </span>
        </Alert>
      )}
      {children}
      <div class="columns">
        {mayWrite ? <EditCard account={account} /> : <FactsCard account={account} now={now} />}
        <div class="stack">
          <h2>Exits it has had</h2>
          {history.length === 0 ? <p class="muted">None yet.</p> : <ExitHistory rows={history} now={now} />}
          <h2>Last checks</h2>
          {checks.length === 0 ? <p class="muted">None yet.</p> : <CheckList rows={checks} now={now} />}
          <p>
            <a href={paths.activityWhere({ account: account.id })}>Everything that happened to this account</a>
          </p>
        </div>
      </div>
      {mayWrite && <DangerCard account={account} />}
    </div>
  )
}

const POLICIES: { value: MovePolicy; label: string }[] = [
  { value: 'wait', label: 'Wait for me' },
  { value: 'city', label: 'Move inside the city' },
  { value: 'country', label: 'Move inside the country' },
  { value: 'anywhere', label: 'Move anywhere' },
]

function AccountFields({ account }: { account: Partial<AccountView> }) {
  return (
    <>
      <Field name="name" label="Name" value={account.name} required maxlength={100} />
      <Field name="username" label="User name on the site" value={account.username} maxlength={100} />
      <Field
        name="tags"
        label="Tags"
        hint="Separated by commas. Operators see the accounts that share a tag with them."
        value={account.tags?.join(', ')}
        maxlength={900}
      />
      <Field name="client_reference_id" label="Your reference" value={account.clientReferenceId} maxlength={200} />
      <Choice name="move_policy" label="If its exit dies" value={account.movePolicy ?? 'country'} options={POLICIES} />
      <TextArea name="note" label="Note" hint="Kept encrypted." value={account.note} maxlength={5000} />
    </>
  )
}

export function NewAccountPage() {
  return (
    <div class="stack">
      <div>
        <a href={paths.accounts}>Accounts</a>
        <h1>Add account</h1>
      </div>
      <form class="card stack" method="post" action={paths.api.accounts}>
        <AccountFields account={{}} />
        <div class="row">
          <Submit primary>Add account</Submit>
          <a class="btn" href={paths.importAccounts}>
            Import several instead
          </a>
        </div>
      </form>
    </div>
  )
}

function EditCard({ account }: { account: AccountView }) {
  return (
    <section class="card" aria-labelledby="edit-title">
      <form class="stack" method="post" action={paths.account(account.id)}>
        <h2 id="edit-title">About this account</h2>
        <AccountFields account={account} />
        <div>
          <Submit primary>Save</Submit>
        </div>
      </form>
    </section>
  )
}

function FactsCard({ account, now }: { account: AccountView; now: number }) {
  const facts: [string, string | null][] = [
    ['Your reference', account.clientReferenceId],
    ['If its exit dies', POLICIES.find(({ value }) => value === account.movePolicy)?.label ?? null],
    ['Note', account.note],
  ]
  return (
    <section class="card stack" aria-labelledby="facts-title">
      <h2 id="facts-title">About this account</h2>
      <dl class="facts">
        {facts.map(([label, value]) => (
          <>
            <dt safe>{label}</dt>
            <dd safe>{value ?? 'none'}</dd>
          </>
        ))}
        <dt>Added</dt>
        <dd>
          <TimeAgo at={account.createdAt} now={now} />
        </dd>
      </dl>
    </section>
  )
}

function DangerCard({ account }: { account: AccountView }) {
  const isArchived = account.archivedAt !== null
  return (
    <section class="card danger stack" aria-labelledby="danger-title">
      <h2 id="danger-title">Put away or delete</h2>
      <div class="row">
        <form method="post" action={paths.account(account.id)}>
          <input type="hidden" name="archived" value={isArchived ? 'false' : 'true'} />
          <button type="submit" class="btn">
            {isArchived ? 'Bring back' : 'Archive and give its exit back'}
          </button>
        </form>
        <form
          method="post"
          action={paths.deleteAccount(account.id)}
          data-confirm="Delete this account with its history for good?"
        >
          <button type="submit" class="btn danger">
            Delete for good
          </button>
        </form>
      </div>
      <p class="muted">
        Deleting removes its history, checks, note and stored proxy password. Nothing of it can be brought back.
      </p>
    </section>
  )
}
