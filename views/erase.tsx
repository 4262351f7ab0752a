import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import { paths } from './paths.ts'
import { Card } from './ui/card.tsx'
import { Field } from './ui/form.tsx'
import { Icon } from './ui/icon.tsx'
import { PageHead } from './ui/page-head.tsx'
import { errorAt, FormProblem } from './ui/problems.tsx'

interface EraseProps {
  id: string
  /** Not known where the form is shown again. */
  name?: string
  problem?: AppError
}

/** Asks twice before nothing is left of a creator: by what it says, and by the name that has to be typed. */
export function ErasePage({ id, name, problem }: EraseProps) {
  const address = paths.eraseAccount(id)
  return (
    <div>
      <PageHead title={name === undefined ? 'Erase account' : `Erase ${name}`} />
      <Card id="erase" title="Nothing of it can be brought back" danger>
        <form class="stack" method="post" action={address}>
          <p>
            Account, exit, history, checks, connection, sessions, events, webhook messages and results of jobs are removed from
            the database and its log. What stays is that an account with this id was erased, when and by whom. Afterwards you are
            told which backups still hold it. Take an{' '}
            <a href={paths.api.exportAccount(id)} download="">
              export of everything
            </a>{' '}
            along first if the creator asked for it.
          </p>
          <FormProblem problem={problem} shown={['confirm']} />
          <Field
            name="confirm"
            label="Type the name of the account"
            hint={name}
            error={errorAt(problem, 'confirm')}
            autocomplete="off"
            required
          />
          <p class="row">
            <button type="submit" class="btn danger">
              <Icon name="trash-2" />
              Erase everything
            </button>
            <a class="btn ghost" href={paths.account(id)}>
              Cancel
            </a>
          </p>
        </form>
      </Card>
    </div>
  )
}
