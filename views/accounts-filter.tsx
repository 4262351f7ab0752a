import { Html } from '@elysiajs/html'
import type { AccountFilterView, AccountsProps } from './accounts.tsx'
import { paths } from './paths.ts'
import { type Chip, Chips } from './ui/chips.tsx'
import { Icon } from './ui/icon.tsx'

const SORTS = [
  ['attention', 'Needs attention first'],
  ['name', 'Name'],
  ['-name', 'Name, from the end'],
  ['-created_at', 'Newest first'],
  ['created_at', 'Oldest first'],
] as const

/** Ready-made filters, and what narrows them further; all of it in the address. */
export function Filters({ filter, choices, counts }: AccountsProps) {
  return (
    <div class="row between">
      <Chips label="Show" chips={chipsFor(filter, counts)} />
      <form
        id="filters"
        class="row"
        method="get"
        action={paths.accounts}
        hx-get={paths.accounts}
        hx-trigger="change, submit"
        hx-sync="this:replace"
        hx-target="#accounts-list"
        hx-swap="outerMorph"
      >
        {filter.q !== undefined && <input type="hidden" name="q" value={Html.escapeHtml(filter.q)} />}
        <Kept name="mode" value={filter.mode} />
        <Kept name="state" value={filter.state} />
        <Kept name="archived" value={filter.archived} />
        {choices.countries.length > 1 && (
          <Select
            name="country"
            label="Country"
            value={filter.country}
            none="All countries"
            options={choices.countries.map(({ code, name }) => [code, name])}
          />
        )}
        {choices.tags.length > 0 && (
          <Select name="tag" label="Tag" value={filter.tag} none="All tags" options={choices.tags.map((tag) => [tag, tag])} />
        )}
        <Select name="sort" label="Order" value={filter.sort ?? 'attention'} options={SORTS} />
        <noscript>
          <button type="submit" class="btn">
            Show
          </button>
        </noscript>
      </form>
    </div>
  )
}

// The search in the bar at the top takes these along.
function Kept({ name, value }: { name: string; value: string | undefined }) {
  return value === undefined ? '' : <input type="hidden" name={name} value={Html.escapeHtml(value)} data-kept />
}

interface SelectProps {
  name: string
  label: string
  value: string | undefined
  none?: string
  options: readonly (readonly [value: string, label: string])[]
}

function Select({ name, label, value, none, options }: SelectProps) {
  return (
    <select id={`by-${name}`} name={name} aria-label={label} data-kept>
      {none !== undefined && (
        <option value="" safe>
          {none}
        </option>
      )}
      {options.map(([one, words]) => (
        <option value={Html.escapeHtml(one)} selected={one === value} safe>
          {words}
        </option>
      ))}
    </select>
  )
}

/** What was searched for, and the way back from it. */
export function Chosen({ filter }: AccountsProps) {
  const { q, ...rest } = filter
  if (!q) return ''
  return (
    <p class="row">
      <span safe>{`Search: ${q}`}</span>
      <a class="btn small ghost" href={paths.accountsWhere({ ...rest })}>
        <Icon name="x" />
        Clear search
      </a>
    </p>
  )
}

type Shown = Pick<AccountFilterView, 'mode' | 'state' | 'archived'>

function chipsFor(filter: AccountFilterView, counts: AccountsProps['counts']): Chip[] {
  const { q, tag, country, sort } = filter
  const chip = (label: string, count: number, chosen: Shown, tone?: Chip['tone']): Chip => ({
    label,
    count,
    href: paths.accountsWhere({ q, tag, country, sort, ...chosen }),
    current:
      (filter.mode ?? '') === (chosen.mode ?? '') &&
      (filter.state ?? '') === (chosen.state ?? '') &&
      (filter.archived === 'true') === (chosen.archived === 'true'),
    ...(tone && { tone }),
  })
  return [
    chip('All', counts.all, {}),
    chip('Needs attention', counts.attention, { state: 'attention' }, counts.attention > 0 ? 'bad' : undefined),
    chip('Auto', counts.auto, { mode: 'auto' }),
    chip('Manual', counts.manual, { mode: 'manual' }),
    chip('No proxy', counts.none, { mode: 'none' }),
    ...(counts.archived > 0 ? [chip('Archived', counts.archived, { archived: 'true' })] : []),
  ]
}
