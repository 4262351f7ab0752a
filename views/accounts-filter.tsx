import { Html } from '@elysiajs/html'
import type { AccountFilterView, AccountsProps } from './accounts.tsx'
import { paths } from './paths.ts'

const SORTS = [
  ['attention', 'Needs attention first'],
  ['name', 'Name'],
  ['-created_at', 'Newest first'],
  ['created_at', 'Oldest first'],
] as const

/** Search and filters, all of them in the address. While somebody types, only the list is fetched anew. */
export function Search({ filter, choices }: AccountsProps) {
  return (
    <form
      class="row"
      method="get"
      action={paths.accounts}
      hx-get={paths.accounts}
      hx-trigger="input delay:200ms, submit"
      hx-sync="this:replace"
      hx-target="#accounts-list"
      hx-select="#accounts-list"
      hx-swap="outerHTML"
      hx-replace-url="true"
    >
      <input
        class="grow"
        type="search"
        name="q"
        value={Html.escapeHtml(filter.q ?? '')}
        placeholder="Search accounts, IPs, cities"
        aria-label="Search accounts, IPs, cities"
      />
      {filter.mode !== undefined && <input type="hidden" name="mode" value={filter.mode} />}
      {filter.state !== undefined && <input type="hidden" name="state" value={filter.state} />}
      {filter.archived !== undefined && <input type="hidden" name="archived" value={filter.archived} />}
      {choices.tags.length > 0 && (
        <select name="tag" aria-label="Tag">
          <option value="">All tags</option>
          {choices.tags.map((tag) => (
            <option value={Html.escapeHtml(tag)} selected={tag === filter.tag} safe>
              {tag}
            </option>
          ))}
        </select>
      )}
      {choices.countries.length > 0 && (
        <select name="country" aria-label="Country">
          <option value="">All countries</option>
          {choices.countries.map(({ code, name }) => (
            <option value={code} selected={code === filter.country} safe>
              {name}
            </option>
          ))}
        </select>
      )}
      <select name="sort" aria-label="Order">
        {SORTS.map(([value, label]) => (
          <option value={value} selected={value === (filter.sort ?? 'attention')}>
            {label}
          </option>
        ))}
      </select>
      <button type="submit" class="btn">
        Search
      </button>
    </form>
  )
}

/** The states an account can be in, with how many are. */
export function Chips({ counts, filter }: AccountsProps) {
  const { q, tag, country, sort } = filter
  const chip = (label: string, amount: number, chosen: Pick<AccountFilterView, 'mode' | 'state' | 'archived'>) => {
    const isCurrent =
      (filter.mode ?? '') === (chosen.mode ?? '') &&
      (filter.state ?? '') === (chosen.state ?? '') &&
      (filter.archived === 'true') === (chosen.archived === 'true')
    return (
      <li>
        <a
          class="chip"
          href={paths.accountsWhere({ q, tag, country, sort, ...chosen })}
          aria-current={isCurrent ? 'true' : 'false'}
        >
          <span safe>{`${label} ${amount}`}</span>
        </a>
      </li>
    )
  }
  return (
    <ul class="chips" aria-label="Show">
      {chip('All', counts.all, {})}
      {chip('Needs attention', counts.attention, { state: 'attention' })}
      {chip('Auto', counts.auto, { mode: 'auto' })}
      {chip('Manual', counts.manual, { mode: 'manual' })}
      {chip('No proxy', counts.none, { mode: 'none' })}
      {counts.archived > 0 && chip('Archived', counts.archived, { archived: 'true' })}
    </ul>
  )
}
