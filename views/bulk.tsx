import { Html } from '@elysiajs/html'
import { paths } from './paths.ts'
import { DialogBody, DialogCancel } from './ui/dialog.tsx'
import { PageHead } from './ui/page-head.tsx'
import { Badge } from './ui/status.tsx'
import { Table } from './ui/table.tsx'

/** A place that has free exits, offered instead of one that has none. */
export interface ChoiceView {
  country: string
  city: string | null
  free: number
  /** "Use Portugal (6 free)". */
  label: string
}

export interface PlannedRow {
  accountId: string
  name: string | null
  would: string
  place: string | null
  address: string | null
  why: string | null
  choices: ChoiceView[]
}

export interface BulkPlanProps {
  action: string
  sentence: string
  rows: PlannedRow[]
  /** How many more there are. */
  hidden: number
  /** What Apply does; null when nothing would happen. */
  apply: { ids: string[]; country: string | null; city: string | null; addTags: string[]; removeTags: string[] } | null
  /** Makes a second click answer with the first one's job. */
  onceKey: string
}

const TITLES: Record<string, string> = {
  assign: 'Give exits',
  replace: 'Replace exits',
  fix: 'Fix what can be fixed',
  test: 'Test exits',
  disable: 'Take exits away',
  restore: 'Put back the last exits',
  switch_on: 'Switch on',
  switch_off: 'Switch off',
  prefer: 'Prefer a place',
  tag: 'Change tags',
  archive: 'Archive accounts',
  delete: 'Delete accounts for good',
}

/** What a bulk action would do, before anything is done: a page by itself, for browsers without a script and for links from elsewhere. */
export function BulkPlanPage(props: BulkPlanProps) {
  return (
    <section class="stack">
      <PageHead title={titleOf(props.action)} lead={props.sentence} />
      <PlanTable {...props} />
      <div class="row">
        {props.apply !== null && <Apply {...props} apply={props.apply} />}
        <a class="btn" href={paths.accounts}>
          Cancel
        </a>
      </div>
    </section>
  )
}

/** The same in the dialog. What is applied reports there how far it is. */
export function BulkPlanDialog(props: BulkPlanProps) {
  return (
    <DialogBody title={titleOf(props.action)}>
      <div id="bulk-plan" class="plan">
        <section class="stack">
          <p safe>{props.sentence}</p>
          <PlanTable {...props} />
        </section>
        <footer>
          <DialogCancel />
          {props.apply !== null && <Apply {...props} apply={props.apply} inDialog />}
        </footer>
      </div>
    </DialogBody>
  )
}

const titleOf = (action: string) => TITLES[action] ?? action

function PlanTable({ rows, hidden, action }: BulkPlanProps) {
  if (rows.length === 0) return ''
  return (
    <>
      <Table caption="What will happen" cards columns={['Account', 'Will happen']}>
        {rows.map((row) => (
          <Row row={row} action={action} />
        ))}
      </Table>
      {hidden > 0 && <p class="muted" safe>{`and ${hidden} more`}</p>}
    </>
  )
}

function Row({ row, action }: { row: PlannedRow; action: string }) {
  const tone = row.choices.length > 0 || (row.why !== null && row.would !== 'nothing') ? 'bad' : 'plain'
  return (
    <tr>
      <td class="at-who">
        <a href={paths.account(row.accountId)} safe>
          {row.name ?? 'Unknown account'}
        </a>
      </td>
      <td class="at-strip">
        {row.place !== null ? (
          <span>
            <span safe>{row.place}</span>{' '}
            <small class="mono" safe>
              {row.address ?? ''}
            </small>
          </span>
        ) : row.why !== null ? (
          <span>
            <Badge tone={tone}>{row.would === 'nothing' ? 'Stays' : 'Not possible'}</Badge> <span safe>{row.why}</span>
          </span>
        ) : (
          <span safe>{TITLES[row.would] ?? row.would}</span>
        )}
        <Choices accountId={row.accountId} action={action} choices={row.choices} />
      </td>
    </tr>
  )
}

/** "Use Portugal (6 free)": one button for each place that has exits where the wished one has none. */
export function Choices({ accountId, action, choices }: { accountId: string; action: string; choices: ChoiceView[] }) {
  if (choices.length === 0) return ''
  return (
    <div class="row choices">
      {choices.map(({ country, city, label }) => (
        <form method="post" action={paths.api.bulk} hx-post={paths.api.bulk} hx-target="closest .choices" hx-swap="outerHTML">
          <input type="hidden" name="account_ids" value={accountId} />
          <input type="hidden" name="action" value={action === 'replace' ? 'replace' : 'assign'} />
          <input type="hidden" name="preferredCountry" value={country} />
          {city !== null && <input type="hidden" name="preferredCity" value={Html.escapeHtml(city)} />}
          <button type="submit" class="btn small" safe>
            {label}
          </button>
        </form>
      ))}
    </div>
  )
}

interface ApplyProps extends Pick<BulkPlanProps, 'action' | 'onceKey'> {
  apply: NonNullable<BulkPlanProps['apply']>
  inDialog?: boolean
}

function Apply({ action, apply, onceKey, inDialog }: ApplyProps) {
  const { ids, country, city, addTags, removeTags } = apply
  const landing = inDialog ? { 'hx-post': paths.api.bulk, 'hx-target': '#bulk-plan', 'hx-swap': 'outerHTML' } : {}
  return (
    <form
      method="post"
      action={paths.api.bulk}
      hx-headers={JSON.stringify({ 'Idempotency-Key': onceKey })}
      data-unpick={inDialog ? 'bulk' : undefined}
      {...landing}
    >
      <input type="hidden" name="account_ids" value={ids.join(',')} />
      <input type="hidden" name="action" value={action} />
      {country !== null && <input type="hidden" name="preferredCountry" value={country} />}
      {city !== null && <input type="hidden" name="preferredCity" value={Html.escapeHtml(city)} />}
      {addTags.length > 0 && <input type="hidden" name="add_tags" value={Html.escapeHtml(addTags.join(','))} />}
      {removeTags.length > 0 && <input type="hidden" name="remove_tags" value={Html.escapeHtml(removeTags.join(','))} />}
      <button type="submit" class={['btn', 'primary', action === 'delete' && 'danger']} safe>
        {ids.length === 1 ? 'Apply to 1 account' : `Apply to ${ids.length} accounts`}
      </button>
    </form>
  )
}
