import { Html } from '@elysiajs/html'
import type { AvailablePage } from '#src/pool/available.ts'
import type { CityOfPool, CountryOfPool } from '#src/pool/places.ts'
import { Alert } from './ui/status.tsx'
import { Table } from './ui/table.tsx'

/** The countries of the pool as choices of a select; those without a free exit stay visible. */
export function CountryOptions({ countries }: { countries: CountryOfPool[] }) {
  return (
    <>
      <option value="">Any country</option>
      {countries.map(({ code, name, region, available }) => (
        <option value={code} data-region={region} disabled={available === 0} safe>
          {`${name}, ${available} free`}
        </option>
      ))}
    </>
  )
}

export function CityOptions({ cities }: { cities: CityOfPool[] }) {
  return (
    <>
      <option value="">Any city</option>
      {cities.map(({ name, available }) => (
        <option value={name} disabled={available === 0} safe>
          {`${name}, ${available} free`}
        </option>
      ))}
    </>
  )
}

/** A page of Webshare's list for people: without the passwords, which programs get from the same address. */
export function AvailableTable({ page, next }: { page: AvailablePage; next: string | null }) {
  return (
    <section id="available" class="stack">
      {page.from === 'cache' && <Alert tone="warn">Webshare does not answer. This is what it listed last.</Alert>}
      <Table caption="Webshare list" columns={['Address', 'Place', 'Carrier', 'Works']}>
        {page.proxies.map(({ address, port, countryCode, cityName, asnName, valid }) => (
          <tr>
            <td safe>{`${address ?? 'backbone'}:${port}`}</td>
            <td safe>{[cityName, countryCode].filter(Boolean).join(', ')}</td>
            <td safe>{asnName ?? ''}</td>
            <td>{valid ? 'yes' : 'no'}</td>
          </tr>
        ))}
      </Table>
      {next !== null && (
        <a class="btn" href={next}>
          Next page
        </a>
      )}
    </section>
  )
}
