import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import type { SentInvite } from '#src/team/invites.ts'
import type { Invite } from '#src/team/invites-store.ts'
import type { User } from '#src/team/store.ts'
import { paths } from './paths.ts'
import { Choice, Field, Submit } from './ui/form.tsx'
import { errorAt, FormProblem } from './ui/problems.tsx'
import { Alert, Badge, TimeAgo } from './ui/status.tsx'
import { Table } from './ui/table.tsx'

const ROLE_OPTIONS = [
  { value: 'operator', label: 'Operator: the accounts that share a tag' },
  { value: 'viewer', label: 'Viewer: may look' },
  { value: 'manager', label: 'Manager: every account' },
  { value: 'owner', label: 'Owner: everything' },
]

interface TeamProps {
  members: readonly User[]
  invites: readonly Invite[]
  /** The member who looks. */
  me: string | null
  /** Milliseconds since 1970. */
  now: number
  /** Why an invitation was refused, and what was filled in. */
  problem?: AppError | undefined
  typed?: TypedInvite
}

/** What somebody filled in for an invitation, by the names of the fields. */
export type TypedInvite = Partial<Record<'name' | 'email' | 'role' | 'tags', string>>

export function TeamPage({ members, invites, me, now, problem, typed = {} }: TeamProps) {
  return (
    <div class="stack">
      <h1>Team</h1>
      <Table caption="Members" columns={['Name', 'E-mail', 'Last seen', 'Role and tags', '']}>
        {members.map((member) => (
          <MemberRow member={member} isMe={member.id === me} now={now} />
        ))}
      </Table>
      {invites.length > 0 && <InviteTable invites={invites} now={now} />}
      <InviteForm problem={problem} typed={typed} />
    </div>
  )
}

function MemberRow({ member, isMe, now }: { member: User; isMe: boolean; now: number }) {
  const isDisabled = member.disabledAt !== null
  return (
    <tr>
      <td>
        <span safe>{member.name}</span> {isMe && <Badge>you</Badge>} {isDisabled && <Badge tone="warn">disabled</Badge>}
      </td>
      <td safe>{member.email}</td>
      <td>{member.lastSeenAt === null ? <span class="muted">never</span> : <TimeAgo at={member.lastSeenAt} now={now} />}</td>
      <td>
        <form class="row" method="post" action={paths.member(member.id)}>
          <select name="role" aria-label="Role">
            {ROLE_OPTIONS.map(({ value, label }) => (
              <option value={value} selected={value === member.role} safe>
                {label}
              </option>
            ))}
          </select>
          <input name="tags" value={member.tags.join(', ')} aria-label="Tags" placeholder="tags, by comma" />
          <Submit>Save</Submit>
        </form>
      </td>
      <td class="row">
        <form method="post" action={paths.member(member.id)}>
          <input type="hidden" name="disabled" value={isDisabled ? 'false' : 'true'} />
          <Submit>{isDisabled ? 'Enable' : 'Disable'}</Submit>
        </form>
        <form method="post" action={paths.memberPassword(member.id)}>
          <Submit>Password link</Submit>
        </form>
        <form method="post" action={paths.removeMember(member.id)} data-confirm="Remove this member and their keys?">
          <Submit danger>Remove</Submit>
        </form>
      </td>
    </tr>
  )
}

function InviteTable({ invites, now }: { invites: readonly Invite[]; now: number }) {
  return (
    <Table caption="Open invitations" columns={['Invited', 'E-mail', 'Role', 'Ends', '']}>
      {invites.map((invite) => (
        <tr>
          <td safe>{invite.name}</td>
          <td safe>{invite.email}</td>
          <td>{invite.role}</td>
          <td>
            <TimeAgo at={invite.expiresAt} now={now} />
          </td>
          <td>
            <form method="post" action={paths.withdrawInvite(invite.id)}>
              <Submit>Withdraw</Submit>
            </form>
          </td>
        </tr>
      ))}
    </Table>
  )
}

function InviteForm({ problem, typed }: { problem: AppError | undefined; typed: TypedInvite }) {
  return (
    <section class="card" aria-labelledby="invite-title">
      <form class="stack" method="post" action={paths.invites}>
        <h2 id="invite-title">Invite somebody</h2>
        <FormProblem problem={problem} shown={['name', 'email', 'role', 'tags']} />
        <Field name="name" label="Name" required maxlength={100} value={typed.name ?? null} error={errorAt(problem, 'name')} />
        <Field
          name="email"
          label="E-mail address"
          type="email"
          required
          value={typed.email ?? null}
          error={errorAt(problem, 'email')}
        />
        <Choice
          name="role"
          label="Role"
          value={typed.role ?? 'operator'}
          options={ROLE_OPTIONS}
          error={errorAt(problem, 'role')}
        />
        <Field
          name="tags"
          label="Tags"
          hint="By comma. An operator sees the accounts that carry one of them."
          value={typed.tags ?? null}
          error={errorAt(problem, 'tags')}
        />
        <div>
          <Submit primary>Make a link</Submit>
        </div>
      </form>
    </section>
  )
}

/** The one time that the link is shown. */
export function InviteLink({ invite, now }: { invite: SentInvite; now: number }) {
  return (
    <section class="card stack">
      <h1>Pass this link on</h1>
      <Alert tone="warn">It works once, and it is shown only now.</Alert>
      <p>
        <code safe>{invite.url}</code>
      </p>
      <p class="muted">
        It ends <TimeAgo at={invite.expiresAt} now={now} />.
      </p>
      <p>
        <a class="btn" href={paths.team}>
          Back to the team
        </a>
      </p>
    </section>
  )
}
