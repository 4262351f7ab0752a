import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import type { User } from '#src/team/store.ts'
import { paths } from './paths.ts'
import { Card } from './ui/card.tsx'
import { Choice, Field, Submit } from './ui/form.tsx'
import { errorAt, FormProblem } from './ui/problems.tsx'

const ROLES = [
  { value: 'operator', label: 'Operator: works on the accounts that share a tag' },
  { value: 'viewer', label: 'Viewer: looks, changes nothing' },
  { value: 'manager', label: 'Manager: every account and the pool' },
  { value: 'owner', label: 'Owner: everything, also team, keys and settings' },
]

const TAGS_HINT = 'By comma. An operator sees the accounts that carry one of them.'

/** What somebody filled in to invite a member. */
export type TypedInvite = Partial<Record<'name' | 'email' | 'role' | 'tags', string>>

/** Role and tags of a member, in a dialog that the browser opens itself. */
export function MemberDialog({ member: { id, name, role, tags } }: { member: User }) {
  return (
    <dialog id={`member-${id}`} class="dialog" aria-labelledby={`member-${id}-title`}>
      <form method="post" action={paths.member(id)}>
        <header>
          <h2 id={`member-${id}-title`} safe>{`Change ${name}`}</h2>
        </header>
        <section class="stack">
          <Choice form={id} name="role" label="Role" value={role} options={ROLES} />
          <Field form={id} name="tags" label="Tags" hint={TAGS_HINT} value={tags.join(', ')} />
        </section>
        <footer>
          <button type="button" class="btn" commandfor={`member-${id}`} command="close">
            Cancel
          </button>
          <Submit primary>Save</Submit>
        </footer>
      </form>
    </dialog>
  )
}

interface InviteFormProps {
  problem?: AppError | undefined
  typed: TypedInvite
  /** Nobody else is there yet. */
  isAlone: boolean
}

/** The form that makes a link for a new member. */
export function InviteForm({ problem, typed, isAlone }: InviteFormProps) {
  return (
    <Card id="invite" title="Invite somebody">
      {isAlone && (
        <p class="muted">With a sign-in of their own, everybody sees only their accounts, and the activity says who did what.</p>
      )}
      <form class="stack" method="post" action={paths.invites}>
        <FormProblem problem={problem} shown={['name', 'email', 'role', 'tags']} />
        <div class="pairs">
          <Field
            form="invite"
            name="name"
            label="Name"
            value={typed.name ?? null}
            error={errorAt(problem, 'name')}
            required
            maxlength={100}
            autocomplete="off"
          />
          <Field
            form="invite"
            name="email"
            label="E-mail address"
            type="email"
            value={typed.email ?? null}
            error={errorAt(problem, 'email')}
            required
            autocomplete="off"
          />
          <Choice
            form="invite"
            name="role"
            label="Role"
            value={typed.role ?? 'operator'}
            error={errorAt(problem, 'role')}
            options={ROLES}
          />
          <Field
            form="invite"
            name="tags"
            label="Tags"
            hint={TAGS_HINT}
            value={typed.tags ?? null}
            error={errorAt(problem, 'tags')}
          />
        </div>
        <div>
          <Submit primary>Make a link</Submit>
        </div>
      </form>
    </Card>
  )
}
