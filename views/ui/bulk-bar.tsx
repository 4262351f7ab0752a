import { Html, type PropsWithChildren } from '@elysiajs/html'

interface BulkBarProps {
  /** The name of the group: boxes carry it in `data-group`, and say which form they belong to with `form`. */
  group: string
  /** How many rows match the filter on all pages. */
  matching: number
  /** Shown without a script too: then it stands there all the time. */
  selected?: number
  /** What "Select all" sends: by itself `all=true`. */
  all?: { name: string; value: string }
}

const ALL = { name: 'all', value: 'true' }

/**
 * What can be done with the ticked rows. The script counts them, hides the bar while none is ticked, and lets "Select all" stand
 * for every row that matches, on all pages: it sends `all=true` along. Children are the buttons; each names the bar's form.
 */
export function BulkBar({ group, matching, selected = 0, all = ALL, children }: PropsWithChildren<BulkBarProps>) {
  return (
    <div class="bulk" data-bulk={group}>
      <output data-count={group} safe>{`${selected} selected`}</output>
      <label class="row">
        <input type="checkbox" name={all.name} value={Html.escapeHtml(all.value)} form={group} data-matching={group} />
        <span safe>{`Select all ${matching}`}</span>
      </label>
      <div class="actions">{children}</div>
    </div>
  )
}

interface PickProps {
  group: string
  value: string
  /** What is ticked, for example the account's name. */
  label: string
  checked?: boolean
  name?: string
}

/** The box of one row. */
export function Pick({ group, value, label, checked, name = 'ids' }: PickProps) {
  return (
    <input
      type="checkbox"
      name={name}
      value={value}
      form={group}
      data-group={group}
      checked={checked}
      aria-label={Html.escapeHtml(`Select ${label}`)}
    />
  )
}

/** The box in the head of the table that ticks every row of this page. */
export function PickAll({ group }: { group: string }) {
  return <input type="checkbox" data-select-all={group} aria-label="Select every row on this page" />
}
