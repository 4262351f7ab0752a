import { Html } from '@elysiajs/html'
import type { MovePolicy } from '#db/schema/accounts.ts'
import type { AppError } from '#src/http/errors.ts'
import type { AccountView } from './account.tsx'
import { Choice, Field, TextArea } from './ui/form.tsx'
import { errorAt } from './ui/problems.tsx'

export const POLICIES: { value: MovePolicy; label: string }[] = [
  { value: 'wait', label: 'Wait for me' },
  { value: 'city', label: 'Move inside the city' },
  { value: 'country', label: 'Move inside the country' },
  { value: 'anywhere', label: 'Move anywhere' },
]

/** The fields that say beside themselves what is wrong with them. */
export const ACCOUNT_FIELDS = ['name', 'username', 'tags', 'client_reference_id', 'move_policy', 'note']

interface AccountFieldsProps {
  account: Partial<AccountView>
  problem?: AppError | undefined
}

/** What people write about an account. */
export function AccountFields({ account, problem }: AccountFieldsProps) {
  const error = (name: string) => errorAt(problem, name)
  return (
    <>
      <Field name="name" label="Name" value={account.name} error={error('name')} required maxlength={100} />
      <Field
        name="username"
        label="User name on the site"
        value={account.username}
        error={error('username')}
        maxlength={100}
        autocomplete="off"
      />
      <Field
        name="tags"
        label="Tags"
        hint="Separated by commas. Operators see the accounts that share a tag with them."
        value={account.tags?.join(', ')}
        error={error('tags')}
        maxlength={900}
      />
      <Field
        name="client_reference_id"
        label="Your reference"
        value={account.clientReferenceId}
        error={error('client_reference_id')}
        maxlength={200}
      />
      <Choice
        name="move_policy"
        label="If its exit dies"
        value={account.movePolicy ?? 'country'}
        error={error('move_policy')}
        options={POLICIES}
      />
      <TextArea name="note" label="Note" hint="Kept encrypted." value={account.note} error={error('note')} maxlength={5000} />
    </>
  )
}

/** What somebody typed into these fields and sent, to be mended. */
export function typedIn(body: unknown): Partial<AccountView> {
  const fields = (body ?? {}) as Record<string, unknown>
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : null)
  const policy = POLICIES.find(({ value }) => value === fields.move_policy)?.value
  return {
    name: text('name') ?? '',
    username: text('username'),
    tags: text('tags')?.split(',') ?? [],
    clientReferenceId: text('client_reference_id'),
    note: text('note'),
    ...(policy && { movePolicy: policy }),
  }
}
