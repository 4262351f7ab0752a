import { Html } from '@elysiajs/html'
import type { AccountRowView, AccountsProps, MayDo } from './accounts.tsx'
import { paths } from './paths.ts'
import { exitState, ModeBadge, Strip } from './ui/exit.tsx'
import { Badge, TimeAgo } from './ui/status.tsx'
import { Pager } from './ui/table.tsx'

/** One page of accounts, with what can be done to the ticked ones. */
export function Rows({ accounts, filter, total, nextCursor, may, now }: AccountsProps) {
  const { cursor, ...where } = filter
  return (
    <>
      {may.assign && <BulkBar />}
      <div class="table-wrap">
        <table class="table">
          <caption class="visually-hidden">Accounts</caption>
          <thead>
            <tr>
              {may.assign && (
                <th scope="col">
                  <input type="checkbox" data-select-all="accounts" aria-label="Select all shown" />
                </th>
              )}
              <th scope="col">Account</th>
              <th scope="col">Exit</th>
              <th scope="col">Mode</th>
              <th scope="col">State</th>
              <th scope="col">Last 30 checks</th>
              <th scope="col" class="number">
                Latency
              </th>
              <th scope="col">Checked</th>
            </tr>
          </thead>
          <tbody>
            {accounts.map((account) => (
              <AccountRow account={account} may={may} now={now} />
            ))}
          </tbody>
        </table>
      </div>
      <Pager
        shown={accounts.length}
        total={total}
        next={nextCursor && paths.accountsWhere({ ...where, cursor: nextCursor })}
        first={cursor ? paths.accountsWhere(where) : null}
      />
    </>
  )
}

// The boxes stand in the rows and belong to this form by its id: a form around the table could hold no other forms.
function BulkBar() {
  return (
    <form id="bulk" class="bulk" method="post" action={paths.api.bulk}>
      <strong data-count="accounts" aria-live="polite">
        Selected accounts
      </strong>
      <button type="submit" class="btn small" name="action" value="assign">
        Assign
      </button>
      <button
        type="submit"
        class="btn small"
        name="action"
        value="replace"
        data-confirm="Give the selected accounts other exits?"
      >
        Replace
      </button>
      <button type="submit" class="btn small" name="action" value="test">
        Test
      </button>
      <button
        type="submit"
        class="btn small danger"
        name="action"
        value="disable"
        data-confirm="Take the exits of the selected accounts away? Nothing will go out for them."
      >
        Disable
      </button>
    </form>
  )
}

function AccountRow({ account, may, now }: { account: AccountRowView; may: MayDo; now: number }) {
  const { label, tone } = exitState(account)
  return (
    <tr id={`a-${account.id}`}>
      {may.assign && (
        <td>
          <input
            type="checkbox"
            form="bulk"
            name="account_ids"
            value={account.id}
            data-group="accounts"
            aria-label={Html.escapeHtml(`Select ${account.name}`)}
          />
        </td>
      )}
      <td>
        <a href={paths.account(account.id)} safe>
          {account.name}
        </a>{' '}
        {account.tags.map((tag) => (
          <Badge>
            <span safe>{tag}</span>
          </Badge>
        ))}
        {account.username !== null && <small safe>{`@${account.username}`}</small>}
      </td>
      <td>
        {account.host === null ? (
          <span class="muted">No proxy yet</span>
        ) : (
          <>
            <span safe>{placeOf(account)}</span>
            <small class="mono" safe>
              {account.exitIp ?? account.host}
            </small>
          </>
        )}
      </td>
      <td>
        <ModeBadge mode={account.mode} />
      </td>
      <td>
        <Badge tone={tone}>
          <span safe>{label}</span>
        </Badge>
      </td>
      <td>
        <Strip verdicts={account.verdicts} />
      </td>
      <td class="number" safe>
        {account.lastCheckOk === false ? 'failed' : account.lastCheckLatencyMs === null ? '' : `${account.lastCheckLatencyMs} ms`}
      </td>
      <td class="muted">{account.lastCheckAt === null ? 'never' : <TimeAgo at={account.lastCheckAt} now={now} />}</td>
    </tr>
  )
}

const placeOf = ({ cityName, country }: AccountRowView) => [cityName, country].filter(Boolean).join(', ') || 'Place unknown'
