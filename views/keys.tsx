import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import type { ApiKey } from '#src/team/store.ts'
import { NewKeyForm, SCOPE_WORDS, type TypedKey } from './key-form.tsx'
import { paths } from './paths.ts'
import { Card } from './ui/card.tsx'
import { Icon } from './ui/icon.tsx'
import { PageHead } from './ui/page-head.tsx'
import { SecretText } from './ui/secret-text.tsx'
import { Alert, Badge, TimeAgo } from './ui/status.tsx'
import { Table } from './ui/table.tsx'

interface KeysProps {
  keys: readonly ApiKey[]
  /** Names of members, by id. */
  makers: ReadonlyMap<string, string>
  /** Where programs reach this server, for example `https://mooring.example`. */
  origin: string
  /** Every scope there is. */
  scopes: readonly string[]
  /** Milliseconds since 1970. */
  now: number
  /** Why a new key was refused, and what was filled in. */
  problem?: AppError | undefined
  typed?: TypedKey
}

export function KeysPage({ keys, makers, origin, scopes, now, problem, typed = {} }: KeysProps) {
  return (
    <div>
      <PageHead
        title="API keys"
        lead="For programs: scrapers, scripts and the browser extension. Each may do only what its scopes say."
      >
        <a class="btn" href={paths.docs}>
          Every route
        </a>
        {keys.length > 0 && (
          <a class="btn primary" href="#new-key">
            <Icon name="plus" />
            Create key
          </a>
        )}
      </PageHead>
      {keys.length === 0 ? (
        <HowTo origin={origin} />
      ) : (
        <Table
          caption="API keys"
          cards
          columns={[
            'Key',
            'Scopes',
            { label: 'Accounts', only: 'desk' },
            { label: 'Made by', only: 'desk' },
            'Last used',
            { label: 'Ends', only: 'desk' },
            { label: 'Actions', hidden: true },
          ]}
        >
          {keys.map((key) => (
            <KeyRow apiKey={key} maker={makers.get(key.createdBy) ?? 'somebody who left'} now={now} />
          ))}
        </Table>
      )}
      <NewKeyForm scopes={scopes} problem={problem} typed={typed} />
    </div>
  )
}

function HowTo({ origin }: { origin: string }) {
  return (
    <Card id="how" title="No keys yet">
      <p class="muted">A program sends its key along instead of signing in with a password:</p>
      <pre tabindex="0">
        <code safe>{`curl -H 'Authorization: Bearer moor_live_…' ${origin}${paths.api.accounts}`}</code>
      </pre>
    </Card>
  )
}

function KeyRow({ apiKey, maker, now }: { apiKey: ApiKey; maker: string; now: number }) {
  const isOver = apiKey.expiresAt !== null && apiKey.expiresAt <= now
  return (
    <tr>
      <td class="at-who">
        <div class="cell">
          <div>
            <span class="name">
              <span safe>{apiKey.name}</span> {isOver && <Badge tone="warn">ended</Badge>}
            </span>
            <span class="second mono" safe>{`${apiKey.prefix}…`}</span>
          </div>
        </div>
      </td>
      <td class="at-exit">
        <div class="row tight">
          {apiKey.scopes.map((scope) => (
            <span class="tag" title={SCOPE_WORDS[scope]}>
              {scope}
            </span>
          ))}
        </div>
      </td>
      <td class="desk" safe>
        {apiKey.accountIds === null ? 'All' : String(apiKey.accountIds.length)}
      </td>
      <td class="desk" safe>
        {maker}
      </td>
      <td class="at-state">
        <Moment at={apiKey.lastUsedAt} none="Never used" now={now} />
      </td>
      <td class="desk">
        <Moment at={apiKey.expiresAt} none="Never" now={now} />
      </td>
      <td class="actions">
        <form method="post" action={paths.revokeKey(apiKey.id)} data-confirm="Revoke this key? Whatever uses it stops at once.">
          <button type="submit" class="btn small danger">
            Revoke
            <span class="visually-hidden" safe>{` ${apiKey.name}`}</span>
          </button>
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

interface NewKeyShownProps {
  name: string
  text: string
  scopes: readonly string[]
  /** Where programs reach this server, for example `https://mooring.example`. */
  origin: string
}

/** The one time that the key is shown. */
export function NewKeyShown({ name, text, scopes, origin }: NewKeyShownProps) {
  const example = `curl -H 'Authorization: Bearer ${text}' \\\n  ${origin}${tryOut(scopes)}`
  return (
    <div class="narrow">
      <PageHead title={`The key of ${name}`} lead="Copy it now. It is not shown again." />
      <Card id="shown" title="Key">
        <Alert tone="warn">Whoever has this key can do what its scopes say. Keep it where programs keep secrets.</Alert>
        <SecretText id="new-key-text" text={text} label="Copy key" />
      </Card>
      <Card id="try" title="Try it">
        <pre tabindex="0" class="wraps">
          <code id="curl-text" safe>
            {example}
          </code>
        </pre>
        <div class="row">
          <button type="button" class="btn small" data-copy-from="curl-text">
            Copy command
          </button>
          <a class="btn small ghost" href={paths.openApi}>
            API description
          </a>
        </div>
      </Card>
      <p>
        <a class="btn" href={paths.keys}>
          I have kept it, back to the keys
        </a>
      </p>
    </div>
  )
}

// A call that a key with these scopes may make.
function tryOut(scopes: readonly string[]): string {
  const has = (scope: string) => scopes.includes(scope) || scopes.includes('admin')
  if (has('accounts:read')) return paths.api.accounts
  return has('pool:read') ? paths.api.countries : paths.api.me
}
