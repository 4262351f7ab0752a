import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import type { ApiKey } from '#src/team/store.ts'
import { paths } from './paths.ts'
import { Check, Field, Submit, TextArea } from './ui/form.tsx'
import { errorAt, FormProblem } from './ui/problems.tsx'
import { Alert, TimeAgo } from './ui/status.tsx'
import { Table } from './ui/table.tsx'

interface KeysProps {
  keys: readonly ApiKey[]
  /** Every scope there is. */
  scopes: readonly string[]
  /** Milliseconds since 1970. */
  now: number
  /** Why a new key was refused, and what was filled in. */
  problem?: AppError | undefined
  typed?: TypedKey
}

/** What somebody filled in for a new key. */
export interface TypedKey {
  name?: string | undefined
  scopes?: readonly string[] | undefined
  account_ids?: string | undefined
  expires_at?: string | undefined
}

export function KeysPage({ keys, scopes, now, problem, typed = {} }: KeysProps) {
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
      <NewKeyForm scopes={scopes} problem={problem} typed={typed} />
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

// Those of parts that are not there yet speak for themselves.
const SCOPE_WORDS: Record<string, string> = {
  'accounts:read': 'see accounts and what happened to them',
  'accounts:write': 'add, change, import and delete accounts',
  'proxy:read': 'see which exit an account has, without its password',
  'proxy:write': 'assign, replace, test and take away exits',
  'proxy:credentials': 'read the password of an exit',
  'pool:read': 'see the pool, with the passwords of its proxies',
  admin: 'everything, also team, keys and settings',
}

const labelOf = (scope: string) => (SCOPE_WORDS[scope] ? `${scope}: ${SCOPE_WORDS[scope]}` : scope)

const FIELDS = ['name', 'account_ids', 'expires_at']

type NewKeyProps = Required<Pick<KeysProps, 'scopes' | 'typed'>> & Pick<KeysProps, 'problem'>

function NewKeyForm({ scopes, problem, typed }: NewKeyProps) {
  const missing = errorAt(problem, 'scopes')
  return (
    <section class="card" aria-labelledby="new-key-title">
      <form class="stack" method="post" action={paths.keys}>
        <h2 id="new-key-title">New key</h2>
        <FormProblem problem={problem} shown={[...FIELDS, 'scopes']} />
        <Field
          name="name"
          label="Name"
          hint="Who or what will use it."
          required
          maxlength={100}
          value={typed.name}
          error={errorAt(problem, 'name')}
        />
        <fieldset aria-describedby={missing && 'scopes-error'}>
          <legend>It may</legend>
          {scopes.map((scope) => (
            <Check name="scopes" label={labelOf(scope)} value={scope} checked={typed.scopes?.includes(scope)} />
          ))}
          {missing && (
            <span class="field-error" id="scopes-error" safe>
              {missing}
            </span>
          )}
        </fieldset>
        <TextArea
          name="account_ids"
          label="Only these accounts"
          hint="Account ids, one a line. Empty: every account."
          rows={2}
          value={typed.account_ids}
          error={errorAt(problem, 'account_ids')}
        />
        <Field
          name="expires_at"
          label="Ends"
          hint="As 2027-01-31. Empty: never."
          placeholder="2027-01-31"
          value={typed.expires_at}
          error={errorAt(problem, 'expires_at')}
        />
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
