import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import type { SentInvite } from '#src/team/invites.ts'
import type { Invite } from '#src/team/invites-store.ts'
import type { User } from '#src/team/store.ts'
import { paths } from './paths.ts'
import { InviteForm, MemberDialog, type TypedInvite } from './team-forms.tsx'
import { Card } from './ui/card.tsx'
import { Icon } from './ui/icon.tsx'
import { Menu } from './ui/menu.tsx'
import { PageHead } from './ui/page-head.tsx'
import { Problems } from './ui/problems.tsx'
import { Alert, Badge, TimeAgo } from './ui/status.tsx'
import { Table } from './ui/table.tsx'

interface TeamProps {
  members: readonly User[]
  /** Ids of those who sign in with a code as well. */
  twoFactor?: ReadonlySet<string>
  invites: readonly Invite[]
  /** The member who looks. */
  me: string | null
  /** Milliseconds since 1970. */
  now: number
  /** Why a change of a member was refused. */
  problem?: AppError | undefined
  /** An invitation that was refused, and what was filled in. */
  refused?: { problem: AppError; typed: TypedInvite } | undefined
}

export function TeamPage({ members, twoFactor = new Set(), invites, me, now, problem, refused }: TeamProps) {
  return (
    <div>
      <PageHead title="Team" lead={summaryOf(members)}>
        <a class="btn primary" href="#invite">
          <Icon name="user-plus" />
          Invite
        </a>
      </PageHead>
      {problem !== undefined && (
        <Alert tone="bad">
          <strong safe>{problem.message}</strong>
          <Problems details={problem.details} />
        </Alert>
      )}
      <Table
        caption="Members"
        cards
        columns={['Member', 'Role', { label: 'Sees', only: 'desk' }, 'Last seen', { label: 'Actions', hidden: true }]}
      >
        {members.map((member) => (
          <MemberRow member={member} isMe={member.id === me} hasCode={twoFactor.has(member.id)} now={now} />
        ))}
      </Table>
      {members.map((member) => (
        <MemberDialog member={member} />
      ))}
      {invites.length > 0 && <InviteTable invites={invites} now={now} />}
      <InviteForm problem={refused?.problem} typed={refused?.typed ?? {}} isAlone={members.length === 1} />
    </div>
  )
}

function summaryOf(members: readonly User[]): string {
  if (members.length === 1) return 'Only you so far.'
  const owners = members.filter(({ role }) => role === 'owner').length
  return `${members.length} members, ${owners === 1 ? '1 owner' : `${owners} owners`}.`
}

interface MemberRowProps {
  member: User
  isMe: boolean
  hasCode: boolean
  now: number
}

function MemberRow({ member, isMe, hasCode, now }: MemberRowProps) {
  const isDisabled = member.disabledAt !== null
  return (
    <tr>
      <td class="at-who">
        <div class="cell">
          <div>
            <span class="name">
              <span safe>{member.name}</span>
              {isMe && <Badge>you</Badge>}
              {hasCode && <Badge tone="ok">2FA</Badge>}
              {isDisabled && <Badge tone="warn">disabled</Badge>}
            </span>
            <span class="second" safe>
              {member.email}
            </span>
          </div>
        </div>
      </td>
      <td class="at-state">
        <span safe>{ROLE_NAMES[member.role]}</span>
      </td>
      <td class="desk">
        <Sees member={member} />
      </td>
      <td class="at-exit muted">
        {member.lastSeenAt === null ? 'Never signed in' : <TimeAgo at={member.lastSeenAt} now={now} />}
      </td>
      <td class="actions">
        <button type="button" class="btn small" commandfor={`member-${member.id}`} command="show-modal">
          Change
          <span class="visually-hidden" safe>{` ${member.name}`}</span>
        </button>
        <MemberMenu member={member} isDisabled={isDisabled} hasCode={hasCode && !isMe} />
      </td>
    </tr>
  )
}

const ROLE_NAMES: Record<User['role'], string> = { owner: 'Owner', manager: 'Manager', operator: 'Operator', viewer: 'Viewer' }

function Sees({ member: { role, tags } }: { member: User }) {
  if (role !== 'operator' && tags.length === 0) return <span class="muted">Every account</span>
  if (tags.length === 0) return <span class="warn-text">No account: no tag yet</span>
  return (
    <span class="row tight">
      {tags.map((tag) => (
        <span class="tag" safe>
          {tag}
        </span>
      ))}
    </span>
  )
}

interface MemberMenuProps {
  member: User
  isDisabled: boolean
  /** Somebody else's second factor, which an owner can take away. */
  hasCode: boolean
}

function MemberMenu({ member, isDisabled, hasCode }: MemberMenuProps) {
  return (
    <Menu id={`more-${member.id}`} label={`More for ${member.name}`}>
      <form method="post" action={paths.memberPassword(member.id)}>
        <button type="submit">
          <Icon name="link" />
          Make a password link
        </button>
      </form>
      {hasCode && (
        <form
          method="post"
          action={paths.api.resetSecondFactor(member.id)}
          data-confirm="Let this member sign in with the password alone? Their sign-ins end at once."
        >
          <button type="submit">
            <Icon name="lock" />
            Reset 2FA
          </button>
        </form>
      )}
      <form
        method="post"
        action={paths.member(member.id)}
        data-confirm={
          isDisabled ? undefined : 'Disable this member? Their sign-ins and keys stop at once, and work again when enabled.'
        }
      >
        <input type="hidden" name="disabled" value={isDisabled ? 'false' : 'true'} />
        <button type="submit">
          <Icon name={isDisabled ? 'play' : 'pause'} />
          {isDisabled ? 'Enable' : 'Disable'}
        </button>
      </form>
      <hr />
      <form
        method="post"
        action={paths.removeMember(member.id)}
        data-confirm="Remove this member? Their sign-ins and keys end at once."
      >
        <button type="submit" class="danger">
          <Icon name="x" />
          Remove
        </button>
      </form>
    </Menu>
  )
}

function InviteTable({ invites, now }: { invites: readonly Invite[]; now: number }) {
  return (
    <section class="stack" aria-labelledby="invites-title">
      <h2 id="invites-title">Open invitations</h2>
      <Table
        caption="Open invitations"
        cards
        columns={['Invited', 'Role', { label: 'Sees', only: 'desk' }, 'Ends', { label: 'Actions', hidden: true }]}
      >
        {invites.map(({ id, name, email, role, tags, expiresAt, userId }) => (
          <tr>
            <td class="at-who">
              <div class="cell">
                <div>
                  <span class="name">
                    <span safe>{name}</span> {userId !== null && <Badge>new password</Badge>}
                  </span>
                  <span class="second" safe>
                    {email}
                  </span>
                </div>
              </div>
            </td>
            <td class="at-state" safe>
              {ROLE_NAMES[role]}
            </td>
            <td class="desk" safe>
              {tags.join(', ') || (role === 'operator' ? 'No account: no tag yet' : 'Every account')}
            </td>
            <td class="at-exit muted">
              <TimeAgo at={expiresAt} now={now} />
            </td>
            <td class="actions">
              <form method="post" action={paths.withdrawInvite(id)} data-confirm="Withdraw this link? It stops working at once.">
                <button type="submit" class="btn small">
                  Withdraw
                  <span class="visually-hidden" safe>{` the link of ${name}`}</span>
                </button>
              </form>
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

/** The one time that the link is shown. */
export function InviteLink({ invite, now }: { invite: SentInvite; now: number }) {
  return (
    <div class="narrow">
      <PageHead title="Pass this link on" lead="It works once, and it is shown only now." />
      <Card id="link" title="Link">
        <div class="row">
          <code id="invite-url" class="secret" safe>
            {invite.url}
          </code>
          <button type="button" class="btn small" data-copy-from="invite-url">
            Copy link
          </button>
        </div>
        <p class="muted">
          It ends <TimeAgo at={invite.expiresAt} now={now} />. Send it where only they read it: whoever opens it first sets the
          password.
        </p>
      </Card>
      <p>
        <a class="btn" href={paths.team}>
          Back to the team
        </a>
      </p>
    </div>
  )
}
