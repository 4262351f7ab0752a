import { Html } from '@elysiajs/html'
import type { CountryView, Counts, PlaceView } from '#src/pool/overview.ts'
import { paths } from './paths.ts'
import { Bar } from './ui/bars.tsx'
import { Card } from './ui/card.tsx'
import { Flag } from './ui/flag.tsx'
import { Icon } from './ui/icon.tsx'
import { Table } from './ui/table.tsx'

const unusable = ({ burnt, invalid, removed_upstream, unused }: Counts) => burnt + invalid + removed_upstream + unused
const totalOf = (counts: Counts) => Object.values(counts).reduce((sum, exits) => sum + exits, 0)

interface RowProps {
  href: string | null
  name: string
  /** Left out where every row has the same. */
  flag?: string | null
  counts: Counts
  most: number
}

function CapacityRow({ href, name, flag, counts, most }: RowProps) {
  return (
    <tr>
      <td>
        <div class="cell">
          {flag !== undefined && <Flag code={flag} decorative />}
          {href === null ? (
            <span safe>{name}</span>
          ) : (
            <a href={href} safe>
              {name}
            </a>
          )}
        </div>
      </td>
      <td class="bar-cell">
        <Bar used={counts.assigned} total={totalOf(counts)} most={most} label={`Exits in ${name}`} />
      </td>
      <td class={['number', counts.free === 0 && 'bad-text']} safe>
        {String(counts.free)}
      </td>
      <td class="number" safe>
        {String(counts.assigned)}
      </td>
      <td class="number desk" safe>
        {String(counts.resting)}
      </td>
      <td class="number desk" safe>
        {String(unusable(counts))}
      </td>
    </tr>
  )
}

const columns = (first: string) => [
  first,
  { label: 'How much is in use', hidden: true },
  { label: 'Free', number: true },
  { label: 'In use', number: true },
  { label: 'Resting', number: true, only: 'desk' as const },
  { label: 'Not usable', number: true, only: 'desk' as const },
]

/** Where the pool has exits; each country leads to its cities. */
export function Countries({ countries }: { countries: CountryView[] }) {
  const fullest = [...countries].sort((a, b) => totalOf(b.counts) - totalOf(a.counts))
  const most = Math.max(1, ...fullest.map(({ counts }) => totalOf(counts)))
  return (
    <Table caption="Exits by country" columns={columns('Country')}>
      {fullest.map(({ code, name, counts }) => (
        <CapacityRow
          href={code === null ? null : paths.poolWhere({ country: code })}
          name={name}
          flag={code}
          counts={counts}
          most={most}
        />
      ))}
    </Table>
  )
}

/** One country: its cities, and the accounts that go out there. */
export function Country({ place }: { place: PlaceView }) {
  const most = Math.max(1, ...place.cities.map(({ counts }) => totalOf(counts)))
  return (
    <div class="split wide-first">
      <Table caption={`Exits in ${place.name} by city`} columns={columns('City')}>
        {place.cities.map(({ key, name, counts }) => (
          <CapacityRow
            href={key === null ? null : paths.poolWhere({ country: place.code, city: key })}
            name={name}
            counts={counts}
            most={most}
          />
        ))}
      </Table>
      <AccountsThere place={place} />
    </div>
  )
}

function AccountsThere({ place: { code, accounts } }: { place: PlaceView }) {
  const { first, total } = accounts
  return (
    <Card id="there" title="Accounts that go out here" aside={String(total)}>
      {total === 0 ? (
        <p class="muted">None of the accounts that you see.</p>
      ) : (
        <ul class="todo">
          {first.map(({ id, name, city }) => (
            <li>
              <div class="truncate">
                <a href={paths.account(id)} safe>
                  {name}
                </a>
              </div>
              <small safe>{city ?? ''}</small>
            </li>
          ))}
        </ul>
      )}
      {total > first.length && (
        <footer>
          <a class="btn small" href={paths.accountsWhere({ country: code })}>
            All of them
            <Icon name="chevron-right" />
          </a>
        </footer>
      )}
    </Card>
  )
}
