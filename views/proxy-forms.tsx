import { Html, type PropsWithChildren } from '@elysiajs/html'
import { PANEL } from './exit-fix.tsx'
import { paths } from './paths.ts'
import type { Available, PanelProps } from './proxy-panel.tsx'
import { Reading } from './proxy-reading.tsx'
import { Card } from './ui/card.tsx'
import { Choice, Field, Submit } from './ui/form.tsx'
import { Icon } from './ui/icon.tsx'

interface ProxyFormProps {
  accountId: string
  verb: string
}

// A form of the panel: with a script its answer replaces the panel, without one it leads back to the account.
function ProxyForm({ accountId, verb, children }: PropsWithChildren<ProxyFormProps>) {
  const address = paths.api.accountProxy(accountId, verb)
  return (
    <form class="stack" method="post" action={address} hx-post={address} hx-target={PANEL} hx-swap="outerMorph">
      {children}
    </form>
  )
}

/** Where the account should go out. Never moves it. */
export function PreferenceForm(props: PanelProps) {
  const { accountId, proxy } = props
  return (
    <Card id="preference" title="Where it should go out">
      <ProxyForm accountId={accountId} verb="preference">
        <Place
          {...props}
          countryName="proxy_region_preference"
          cityName="proxy_city_preference"
          none="Anywhere"
          country={props.country}
          city={proxy.cityPreference}
        />
        <p class="row">
          <Submit>Save preference</Submit>
          <small>Saving moves nothing. The next IP comes from there.</small>
        </p>
      </ProxyForm>
    </Card>
  )
}

/** An exit in a place that is chosen for once. */
export function ElsewhereForm(props: PanelProps) {
  const { accountId, proxy } = props
  const verb = proxy.mode === 'none' ? 'Assign' : 'Replace'
  return (
    <Card id="elsewhere" title={`${verb} in another place`}>
      <ProxyForm accountId={accountId} verb="assign-auto">
        <Place
          {...props}
          {...props.elsewhere}
          countryName="preferredCountry"
          cityName="preferredCity"
          none="By preference"
          city={null}
          onlyFree
        />
        {proxy.mode !== 'none' && <input type="hidden" name="forceReassign" value="true" />}
        <p class="row">
          <Submit>{verb}</Submit>
          <small>For this once. The preference stays as it is.</small>
        </p>
      </ProxyForm>
    </Card>
  )
}

interface PlaceProps {
  accountId: string
  countryName: string
  cityName: string
  countries: PanelProps['countries']
  cities: Available[]
  country: string | null
  city: string | null
  none: string
  /** Places without a free exit cannot be chosen. */
  onlyFree?: boolean
}

function Place({ accountId, countryName, cityName, countries, cities, country, city, none, onlyFree = false }: PlaceProps) {
  const isKnown = country === null || countries.some(({ code }) => code === country)
  const known = countries.map(({ code, name, available }) => ({ value: code, label: `${name} (${available} free)` }))
  const options = [{ value: '', label: none }, ...known, ...(isKnown ? [] : [{ value: country, label: `${country} (0 free)` }])]
  const load = {
    'hx-get': paths.cities,
    'hx-trigger': 'change',
    'hx-target': `#f-${cityName}`,
    'hx-swap': 'innerHTML',
    'hx-include': 'this',
  }
  return (
    <>
      <Choice name={countryName} label="Country" value={country ?? ''} options={options} attributes={load} />
      <p class="field">
        <label for={`f-${cityName}`}>City</label>
        <select id={`f-${cityName}`} name={cityName}>
          <CityOptions cities={cities} chosen={city} onlyFree={onlyFree} />
        </select>
      </p>
      <noscript>
        <button type="submit" class="btn small" formmethod="get" formaction={paths.account(accountId)}>
          Show the cities of this country
        </button>
      </noscript>
    </>
  )
}

interface CityOptionsProps {
  cities: Available[]
  chosen: string | null
  onlyFree: boolean
}

/** The cities of a country, with how many exits are free in each. */
export function CityOptions({ cities, chosen, onlyFree }: CityOptionsProps) {
  const isKnown = chosen === null || cities.some(({ name }) => name === chosen)
  return (
    <>
      <option value="">Any city</option>
      {!isKnown && (
        <option value={Html.escapeHtml(chosen)} selected safe>
          {`${chosen} (0 free)`}
        </option>
      )}
      {cities.map(({ name, available }) => (
        <option
          value={Html.escapeHtml(name)}
          selected={name === chosen}
          disabled={onlyFree && available === 0}
          safe
        >{`${name} (${available} free)`}</option>
      ))}
    </>
  )
}

/** A proxy of one's own, pasted in any common form and read back before anything is sent on. */
export function OwnProxyForm({ accountId, proxy }: PanelProps) {
  const reading = {
    'hx-post': paths.readProxy,
    'hx-trigger': 'input changed delay:150ms',
    'hx-target': '#reading',
    'hx-swap': 'outerMorph',
    'hx-sync': 'this:replace',
    spellcheck: 'false',
    autocapitalize: 'off',
  }
  return (
    <Card id="own-proxy" title="Your own proxy">
      <ProxyForm accountId={accountId} verb="set-manual">
        <Field
          name="proxy_line"
          label="Paste it in any form"
          placeholder="host:port:user:password"
          hint={
            proxy.mode === 'manual'
              ? 'Replaces the one in use. It is tested before anything is saved.'
              : 'host:port, user:pass@host:port, socks5://… It is tested before anything is saved.'
          }
          maxlength={2048}
          autocomplete="off"
          required
          attributes={reading}
        />
        <p>
          <button type="submit" class="btn">
            <Icon name="zap" />
            Test and use
          </button>
        </p>
        {/* Below the button, which must not move away from under the pointer when the reading comes. */}
        <Reading line={null} />
        <details>
          <summary>Say where it is</summary>
          <div class="stack">
            <Field name="proxy_country_code" label="Country code" placeholder="DE" maxlength={60} />
            <Field name="proxy_city_name" label="City" maxlength={100} />
          </div>
        </details>
      </ProxyForm>
    </Card>
  )
}
