import { Html } from '@elysiajs/html'
import type { ApiKey } from '#src/team/store.ts'
import { paths } from './paths.ts'
import { Check, Field, Submit, TextArea } from './ui/form.tsx'
import { Alert, TimeAgo } from './ui/status.tsx'
import { Table } from './ui/table.tsx'

interface KeysProps {
  keys: readonly ApiKey[]
  /** Every scope there is. */
  scopes: readonly string[]
  /** Milliseconds since 1970. */
  now: number
}

export function KeysPage({ keys, scopes, now }: KeysProps) {
  return (
    <div class="stack">
      <h1>API keys</h1>
      {keys.length > 0 && (
        <Table caption="API keys" columns={['Name', 'Key', 'Scopes', 'Accounts', 'Last used', 'Ends', '']}>
          {keys.map((key) => (
            <KeyRow apiKey={key} now={now} />
          ))}
        </Table>
      )}
      <NewKeyForm scopes={scopes} />
    </div>
  )
}

function KeyRow({ apiKey, now }: { apiKey: ApiKey; now: number }) {
  return (
    <tr>
      <td safe>{apiKey.name}</td>
      <td>
        <code safe>{`${apiKey.prefix}…`}</code>
      </td>
      <td safe>{apiKey.scopes.join(', ')}</td>
      <td safe>{apiKey.accountIds === null ? 'all' : String(apiKey.accountIds.length)}</td>
      <td>
        <Moment at={apiKey.lastUsedAt} none="never" now={now} />
      </td>
      <td>
        <Moment at={apiKey.expiresAt} none="never" now={now} />
      </td>
      <td>
        <form method="post" action={paths.revokeKey(apiKey.id)} data-confirm="Revoke this key? Whatever uses it stops at once.">
          <Submit danger>Revoke</Submit>
        </form>
      </td>
    </tr>
  )
}

function Moment({ at, none, now }: { at: number | null; none: string; now: number }) {
  return at === null ? (
    <span class="muted" safe>
      {none}
    </span>
  ) : (
    <TimeAgo at={at} now={now} />
  )
}

function NewKeyForm({ scopes }: { scopes: readonly string[] }) {
  return (
    <section class="card" aria-labelledby="new-key-title">
      <form class="stack" method="post" action={paths.keys}>
        <h2 id="new-key-title">New key</h2>
        <Field name="name" label="Name" hint="Who or what will use it." required maxlength={100} />
        <fieldset>
          <legend>It may</legend>
          {scopes.map((scope) => (
            <Check name="scopes" label={scope} value={scope} />
          ))}
        </fieldset>
        <TextArea name="account_ids" label="Only these accounts" hint="Account ids, one a line. Empty: every account." rows={2} />
        <Field name="expires_at" label="Ends" hint="As 2027-01-31. Empty: never." placeholder="2027-01-31" />
        <div>
          <Submit primary>Make a key</Submit>
        </div>
      </form>
    </section>
  )
}

/** The one time that the key is shown. */
export function NewKeyShown({ name, text }: { name: string; text: string }) {
  return (
    <section class="card stack">
      <h1 safe>{`The key of ${name}`}</h1>
      <Alert tone="warn">Copy it now. It is not shown again.</Alert>
      <p>
        <code safe>{text}</code>
      </p>
      <p>
        <a class="btn" href={paths.keys}>
          Back to the keys
        </a>
      </p>
    </section>
  )
}
