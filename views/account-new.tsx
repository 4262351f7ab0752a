import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import { ACCOUNT_FIELDS, AccountFields, typedIn } from './account-fields.tsx'
import { paths } from './paths.ts'
import { Card } from './ui/card.tsx'
import { Submit, TextArea } from './ui/form.tsx'
import { Icon } from './ui/icon.tsx'
import { PageHead } from './ui/page-head.tsx'
import { FormProblem } from './ui/problems.tsx'

const LINES = `Mila Frost
Ruby Lane
Zoe Carter`

interface NewAccountProps {
  problem?: AppError
  /** What was sent, to be shown again beside what is wrong with it. */
  typed?: unknown
}

/** One account with all it may have, or many by their names. */
export function NewAccountPage({ problem, typed }: NewAccountProps) {
  return (
    <div>
      <PageHead title="Add accounts" lead="One with everything about it, or many by their names.">
        <a class="btn" href={paths.importAccounts}>
          <Icon name="upload" />
          Import CSV
        </a>
      </PageHead>
      <div class="columns">
        <Card id="one" title="One account">
          <form class="stack" method="post" action={paths.api.accounts}>
            <FormProblem problem={problem} shown={ACCOUNT_FIELDS} />
            <AccountFields account={typedIn(typed)} problem={problem} />
            <p class="row">
              <Submit primary>Add account</Submit>
              <a class="btn ghost" href={paths.accounts}>
                Cancel
              </a>
            </p>
          </form>
        </Card>
        <Card id="many" title="Many at once">
          <form class="stack" method="post" action={paths.api.importAccounts} enctype="multipart/form-data">
            <input type="hidden" name="dry_run" value="true" />
            <TextArea
              name="csv"
              label="One line each"
              hint="A name a line is enough. With a header line it may have more columns: username, tags, country, city, proxy."
              rows={12}
              placeholder={LINES}
            />
            <p class="row">
              <Submit>Look at it first</Submit>
              <small>Nothing is stored before you have seen how every line was read.</small>
            </p>
          </form>
        </Card>
      </div>
    </div>
  )
}
