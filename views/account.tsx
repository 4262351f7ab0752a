import { Html } from '@elysiajs/html'
import type { MovePolicy } from '#db/schema/accounts.ts'
import type { AppError } from '#src/http/errors.ts'
import { ACCOUNT_FIELDS, AccountFields, POLICIES } from './account-fields.tsx'
import { paths } from './paths.ts'
import { Card } from './ui/card.tsx'
import { DrawerBody } from './ui/drawer.tsx'
import { Submit } from './ui/form.tsx'
import { Icon } from './ui/icon.tsx'
import { PageHead } from './ui/page-head.tsx'
import { FormProblem } from './ui/problems.tsx'
import { Alert, TimeAgo } from './ui/status.tsx'

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
  mayWrite: boolean
  /** For good, with everything that tells of it. */
  mayErase: boolean
  /** Other accounts with the same user name. */
  namesakes: { id: string; name: string }[]
  now: number
  /** Its proxy, with all that can be done about that. */
  panel: JSX.Element
  /** Its session at OnlyFans; empty for those who may not see it. */
  session: JSX.Element
}

/** One account, as a page of its own. */
export function AccountPage(props: AccountProps) {
  const { account } = props
  return (
    <div>
      <PageHead title={account.name} {...leadOf(account)}>
        <a class="btn" href={paths.accounts}>
          <Icon name="chevron-left" />
          All accounts
        </a>
        <a class="btn" href={paths.activityWhere({ account: account.id })}>
          <Icon name="activity" />
          Activity
        </a>
      </PageHead>
      <Tags account={account} />
      <Parts {...props} />
    </div>
  )
}

/** The same beside the list it was opened from. */
export function AccountDrawer(props: AccountProps) {
  const { account } = props
  return (
    <DrawerBody title={account.name} {...leadOf(account)}>
      <div class="row between">
        <Tags account={account} />
        <a class="btn small" href={paths.account(account.id)}>
          <Icon name="external-link" />
          Open page
        </a>
      </div>
      <Parts {...props} />
    </DrawerBody>
  )
}

const leadOf = ({ username }: AccountView) => (username === null ? {} : { lead: `@${username}` })

function Tags({ account }: { account: AccountView }) {
  if (account.tags.length === 0) return ''
  return (
    <p class="row">
      {account.tags.map((tag) => (
        <a class="tag" href={paths.accountsWhere({ tag })} safe>
          {tag}
        </a>
      ))}
    </p>
  )
}

function Parts({ account, mayWrite, mayErase, namesakes, now, panel, session }: AccountProps) {
  return (
    <>
      {account.archivedAt !== null && (
        <Alert tone="warn">
          <span>
            Archived <TimeAgo at={account.archivedAt} now={now} />. It has no exit and is left out of lists.
          </span>
        </Alert>
      )}
      {namesakes.length > 0 && (
        <Alert tone="warn">
          <span>
            The same user name stands in{' '}
            {namesakes.map(({ id, name }, index) => (
              <>
                {index > 0 ? ', ' : ''}
                <a href={paths.account(id)} safe>
                  {name}
                </a>
              </>
            ))}
            . Two accounts of one user would go out by two exits.
          </span>
        </Alert>
      )}
      {panel}
      {session}
      <div class="columns">
        {mayWrite ? <AboutCard account={account} /> : <FactsCard account={account} now={now} />}
        {mayWrite && <DangerCard account={account} mayErase={mayErase} />}
      </div>
    </>
  )
}

interface AboutProps {
  account: Partial<AccountView> & { id: string }
  problem?: AppError
}

/** What people wrote about an account. Saving it replaces it. */
export function AboutCard({ account, problem }: AboutProps) {
  const address = paths.account(account.id)
  return (
    <Card id="about" title="About this account">
      <form class="stack" method="post" action={address} hx-post={address} hx-target="#about" hx-swap="outerMorph">
        <FormProblem problem={problem} shown={ACCOUNT_FIELDS} />
        <AccountFields account={account} problem={problem} />
        <p>
          <Submit>Save</Submit>
        </p>
      </form>
    </Card>
  )
}

function FactsCard({ account, now }: { account: AccountView; now: number }) {
  const facts: [string, string | null][] = [
    ['Your reference', account.clientReferenceId],
    ['If its exit dies', POLICIES.find(({ value }) => value === account.movePolicy)?.label ?? null],
    ['Note', account.note],
  ]
  return (
    <Card id="about" title="About this account">
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
    </Card>
  )
}

function DangerCard({ account, mayErase }: { account: AccountView; mayErase: boolean }) {
  const isArchived = account.archivedAt !== null
  return (
    <Card id="danger" title="Put away or delete" danger>
      <p class="muted">
        An archived account gives its exit back and can be brought back later. Deleting removes its history, checks, note and
        stored proxy password; nothing of it can be brought back.
      </p>
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
          data-confirm={Html.escapeHtml(`Delete ${account.name} with its history for good?`)}
        >
          <button type="submit" class="btn danger">
            <Icon name="trash-2" />
            Delete for good
          </button>
        </form>
      </div>
      <p class="muted">
        <a href={paths.api.exportAccount(account.id)} download="">
          Export everything
        </a>{' '}
        that is held about this creator
        {mayErase && (
          <>
            , or <a href={paths.eraseAccount(account.id)}>erase it</a> where nothing may be kept
          </>
        )}
        .
      </p>
    </Card>
  )
}
