import { Html } from '@elysiajs/html'
import type { AccountFilterView, AccountsProps } from './accounts.tsx'
import { paths } from './paths.ts'
import { type Chip, Chips } from './ui/chips.tsx'
import { FilterForm, FilterSelect, Kept } from './ui/filters.tsx'
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
      <FilterForm id="filters" action={paths.accounts} target="#accounts-list">
        {filter.q !== undefined && <input type="hidden" name="q" value={Html.escapeHtml(filter.q)} />}
        <Kept name="mode" value={filter.mode} />
        <Kept name="state" value={filter.state} />
        <Kept name="archived" value={filter.archived} />
        {choices.countries.length > 1 && (
          <FilterSelect
            name="country"
            label="Country"
            value={filter.country}
            none="All countries"
            options={choices.countries.map(({ code, name }) => [code, name])}
          />
        )}
        {choices.tags.length > 0 && (
          <FilterSelect
            name="tag"
            label="Tag"
            value={filter.tag}
            none="All tags"
            options={choices.tags.map((tag) => [tag, tag])}
          />
        )}
        <FilterSelect name="sort" label="Order" value={filter.sort ?? 'attention'} options={SORTS} />
      </FilterForm>
    </div>
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
