import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import { paths } from './paths.ts'
import { Card } from './ui/card.tsx'
import { Check, Checks, Field, Submit, TextArea } from './ui/form.tsx'
import { errorAt, FormProblem } from './ui/problems.tsx'

/** What somebody filled in for a new key. */
export interface TypedKey {
  name?: string | undefined
  scopes?: readonly string[] | undefined
  account_ids?: string | undefined
  expires_at?: string | undefined
}

/** What a scope lets a key do. Those of parts that are not there yet speak for themselves. */
export const SCOPE_WORDS: Record<string, string> = {
  'accounts:read': 'see accounts and what happened to them',
  'accounts:write': 'add, change, import and delete accounts',
  'proxy:read': 'see which exit an account has, without its password',
  'proxy:write': 'assign, replace, test and take away exits',
  'proxy:credentials': 'read the password of an exit',
  'pool:read': 'see the pool, with the passwords of its proxies',
  'connections:read': 'see connections, never what is in a session',
  'connections:write': 'hand over, check and end sessions',
  access: 'send requests to OnlyFans as a connection',
  admin: 'everything, also team, keys and settings',
}

const labelOf = (scope: string) => (SCOPE_WORDS[scope] ? `${scope}: ${SCOPE_WORDS[scope]}` : scope)

const FIELDS = ['name', 'account_ids', 'expires_at', 'scopes']

interface NewKeyProps {
  scopes: readonly string[]
  problem?: AppError | undefined
  typed: TypedKey
}

/** The form for a new key. */
export function NewKeyForm({ scopes, problem, typed }: NewKeyProps) {
  return (
    <Card id="new-key" title="New key">
      <form class="stack" method="post" action={paths.keys}>
        <FormProblem problem={problem} shown={FIELDS} />
        <div class="pairs">
          <Field
            name="name"
            label="Name"
            hint="Who or what will use it."
            required
            maxlength={100}
            value={typed.name}
            error={errorAt(problem, 'name')}
          />
          <Field
            name="expires_at"
            label="Ends"
            hint="The last day that it works, as 2027-01-31. Empty: never."
            placeholder="2027-01-31"
            value={typed.expires_at}
            error={errorAt(problem, 'expires_at')}
          />
        </div>
        <Checks name="scopes" legend="It may" error={errorAt(problem, 'scopes')} long>
          {scopes.map((scope) => (
            <Check name="scopes" label={labelOf(scope)} value={scope} checked={typed.scopes?.includes(scope)} />
          ))}
        </Checks>
        <TextArea
          name="account_ids"
          label="Only these accounts"
          hint="Account ids, one a line: the end of the address of an account's page. Empty: every account."
          rows={2}
          value={typed.account_ids}
          error={errorAt(problem, 'account_ids')}
        />
        <div>
          <Submit primary>Create key</Submit>
        </div>
      </form>
    </Card>
  )
}
