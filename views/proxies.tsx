import { Html, type PropsWithChildren } from '@elysiajs/html'
import { paths } from './paths.ts'
import { Choice, Field, Submit } from './ui/form.tsx'
import { Alert, Badge, TimeAgo, type Tone } from './ui/status.tsx'

export interface PanelProxy {
  mode: 'auto' | 'manual' | 'none'
  isActive: boolean
  proxyId: string | null
  protocol: string
  host: string | null
  port: number | null
  username: string | null
  countryCode: string | null
  cityName: string | null
  assignedAt: number | null
  failedReason: string | null
  removedUpstreamAt: number | null
  exitIp: string | null
  exitIpCountry: string | null
  lastCheckAt: number | null
  lastCheckOk: boolean | null
  lastCheckReason: string | null
  lastCheckLatencyMs: number | null
  regionPreference: string | null
  cityPreference: string | null
}

export interface PanelProps {
  accountId: string
  proxy: PanelProxy
  /** Countries of the pool, with what is free. */
  countries: { code: string; name: string; available: number }[]
  /** Cities of the preferred or present country. */
  cities: { name: string; available: number }[]
  /** Whether the viewer may change anything. */
  canChange: boolean
  /** The exit that could be put back, as people know it. */
  previous: string | null
  /** Milliseconds since 1970. */
  now: number
  /** What the last action did, or why it did nothing. */
  notice?: { tone: Tone; text: string } | undefined
}

const PANEL = 'proxy-panel'
const TARGET = { 'hx-target': `#${PANEL}`, 'hx-swap': 'outerHTML' }

/** The proxy of one account with everything that can be done about it. Its controls replace it as a whole. */
export function ProxyPanel(props: PanelProps) {
  const { notice, canChange } = props
  return (
    <section id={PANEL} class="card stack" aria-label="Proxy">
      {notice ? (
        <Alert tone={notice.tone}>
          <span safe>{notice.text}</span>
        </Alert>
      ) : null}
      <Exit {...props} />
      {canChange ? <Actions {...props} /> : ''}
    </section>
  )
}

function Exit({ proxy, now }: PanelProps) {
  if (proxy.mode === 'none') {
    return (
      <header class="stack">
        <h2>Exit</h2>
        <p>
          <Badge tone="warn">No proxy</Badge> Nothing goes out for this account.
        </p>
      </header>
    )
  }
  return (
    <header class="stack">
      <h2>Exit</h2>
      <p class="row">
        <strong safe>{placeOf(proxy.countryCode, proxy.cityName) || 'Place unknown'}</strong>
        <code safe>{`${proxy.host}:${proxy.port}`}</code>
        <Badge>{proxy.mode === 'auto' ? 'Auto' : 'Manual'}</Badge>
        <State proxy={proxy} />
      </p>
      <p class="muted row">
        {proxy.username ? <span safe>{`User ${proxy.username}, password set`}</span> : null}
        {proxy.assignedAt !== null && (
          <span>
            Since <TimeAgo at={proxy.assignedAt} now={now} />
          </span>
        )}
        <LastCheck proxy={proxy} now={now} />
      </p>
    </header>
  )
}

function State({ proxy }: { proxy: PanelProxy }) {
  if (!proxy.isActive) return <Badge tone="warn">Switched off</Badge>
  if (proxy.failedReason !== null) return <Badge tone="bad">Down</Badge>
  if (proxy.removedUpstreamAt !== null) return <Badge tone="warn">Left the pool</Badge>
  if (proxy.lastCheckOk === false) return <Badge tone="bad">Last check failed</Badge>
  return <Badge tone="ok">In use</Badge>
}

function LastCheck({ proxy, now }: { proxy: PanelProxy; now: number }) {
  if (proxy.lastCheckAt === null) return <span>Not checked yet</span>
  const found = proxy.lastCheckOk
    ? `answered in ${proxy.lastCheckLatencyMs} ms from ${[proxy.exitIp, proxy.exitIpCountry].filter(Boolean).join(', ')}`
    : `failed: ${proxy.lastCheckReason}`
  return (
    <span>
      Checked <TimeAgo at={proxy.lastCheckAt} now={now} />: <span safe>{found}</span>
    </span>
  )
}

function Actions(props: PanelProps) {
  const { proxy, accountId, previous } = props
  const hasProxy = proxy.mode !== 'none'
  return (
    <>
      <div class="row">
        {hasProxy && proxy.isActive && <Act accountId={accountId} verb="test" label="Test now" />}
        {hasProxy && proxy.isActive && <Act accountId={accountId} verb="handle-failure" label="Report failure" />}
        {hasProxy && (
          <Act accountId={accountId} verb="preference" label={proxy.isActive ? 'Switch off' : 'Switch on'}>
            <input type="hidden" name="proxy_is_active" value={proxy.isActive ? 'false' : 'true'} />
          </Act>
        )}
        {previous !== null && <Act accountId={accountId} verb="restore" label={`Put back ${previous}`} />}
        {hasProxy && <Act accountId={accountId} verb="disable" label="Remove proxy" danger />}
      </div>
      <AssignForm {...props} />
      <PreferenceForm {...props} />
      <ManualForm accountId={accountId} />
    </>
  )
}

interface ActProps {
  accountId: string
  verb: string
  label: string
  danger?: boolean
}

function Act({ accountId, verb, label, danger, children }: PropsWithChildren<ActProps>) {
  const address = paths.api.accountProxy(accountId, verb)
  return (
    <form method="post" action={address} hx-post={address} {...TARGET}>
      {children}
      <Submit danger={danger}>
        <span safe>{label}</span>
      </Submit>
    </form>
  )
}

function AssignForm({ accountId, proxy, countries, cities }: PanelProps) {
  const address = paths.api.accountProxy(accountId, 'assign-auto')
  const hasProxy = proxy.mode !== 'none'
  return (
    <form method="post" action={address} hx-post={address} {...TARGET} class="stack">
      <h3>{hasProxy ? 'Give it another exit' : 'Give it an exit'}</h3>
      <div class="row">
        <CountryChoice name="preferredCountry" countries={countries} none="By preference" value={null} />
        <CityField name="preferredCity" accountId={accountId} cities={cities} value={null} />
      </div>
      {hasProxy && <input type="hidden" name="forceReassign" value="true" />}
      <Submit primary>{hasProxy ? 'Replace' : 'Assign'}</Submit>
    </form>
  )
}

function PreferenceForm({ accountId, proxy, countries, cities }: PanelProps) {
  const address = paths.api.accountProxy(accountId, 'preference')
  return (
    <form method="post" action={address} hx-post={address} {...TARGET} class="stack">
      <h3>Where it should go out</h3>
      <div class="row">
        <CountryChoice name="proxy_region_preference" countries={countries} none="Anywhere" value={proxy.regionPreference} />
        <CityField name="proxy_city_preference" accountId={accountId} cities={cities} value={proxy.cityPreference} />
      </div>
      <Submit>Save preference</Submit>
    </form>
  )
}

function ManualForm({ accountId }: { accountId: string }) {
  const address = paths.api.accountProxy(accountId, 'set-manual')
  return (
    <form method="post" action={address} hx-post={address} {...TARGET} class="stack">
      <h3>Use a proxy of your own</h3>
      <Field
        name="proxy_line"
        label="Proxy"
        placeholder="host:port:user:password"
        hint="Any common form: host:port, user:pass@host:port, socks5://… It is tested before it is used."
        maxlength={2048}
        autocomplete="off"
        required
      />
      <div class="row">
        <Field name="proxy_country_code" label="Country shown" maxlength={60} />
        <Field name="proxy_city_name" label="City shown" maxlength={100} />
      </div>
      <Submit>Test and use</Submit>
    </form>
  )
}

interface CountryChoiceProps {
  name: string
  countries: PanelProps['countries']
  none: string
  value: string | null
}

function CountryChoice({ name, countries, none, value }: CountryChoiceProps) {
  const known = countries.map(({ code, name, available }) => ({ value: code, label: `${name} (${available} free)` }))
  const missing = value !== null && !countries.some(({ code }) => code === value) ? [{ value, label: `${value} (0 free)` }] : []
  return <Choice name={name} label="Country" value={value ?? ''} options={[{ value: '', label: none }, ...known, ...missing]} />
}

interface CityFieldProps {
  name: string
  accountId: string
  cities: PanelProps['cities']
  value: string | null
}

function CityField({ name, cities, value }: CityFieldProps) {
  const list = `f-${name}-cities`
  return (
    <p class="field">
      <label for={`f-${name}`}>City</label>
      <input id={`f-${name}`} name={name} value={value ?? ''} list={list} maxlength={100} />
      <datalist id={list}>
        {cities.map(({ name, available }) => (
          <option value={name} safe>{`${available} free`}</option>
        ))}
      </datalist>
    </p>
  )
}

const placeOf = (country: string | null, city: string | null) => [country, city].filter(Boolean).join(', ')

export interface TestResultProps {
  address: string
  port: number
  exitIp: string
  country: string | null
  latencyMs: number
}

/** What a test of a proxy found that nobody has stored. */
export function TestResult({ address, port, exitIp, country, latencyMs }: TestResultProps) {
  return (
    <div id="test-result" class="alert ok" role="status">
      <strong safe>{`${address}:${port} answered in ${latencyMs} ms`}</strong>
      <p safe>{`Sites see ${exitIp}${country ? ` in ${country}` : ''}.`}</p>
    </div>
  )
}

export interface ParsedRow {
  line: number
  readings: { protocol: string; host: string; port: number; username: string | null; hasPassword: boolean }[]
  problem: string | null
}

/** What was read from pasted lines. */
export function ParsedLines({ rows }: { rows: ParsedRow[] }) {
  return (
    <div id="parsed" class="stack">
      <table class="table">
        <thead>
          <tr>
            <th>Line</th>
            <th>Proxy</th>
            <th>Credentials</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, readings, problem }) => (
            <tr>
              <td>{line}</td>
              <td safe>{problem ?? readings.map(({ protocol, host, port }) => `${protocol}://${host}:${port}`).join(' or ')}</td>
              <td safe>{readings.map(credentialsOf).join(' or ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const credentialsOf = ({ username, hasPassword }: ParsedRow['readings'][number]) =>
  username === null ? 'none' : `${username}, password ${hasPassword ? 'set' : 'missing'}`

export interface HistoryRow {
  mode: string
  host: string
  port: number
  countryCode: string | null
  cityName: string | null
  assignedAt: number
  releasedAt: number | null
  releasedWhy: string | null
}

/** Every exit an account has had. */
export function ExitHistory({ rows, now }: { rows: HistoryRow[]; now: number }) {
  return (
    <section id="exit-history" class="stack">
      <table class="table">
        <thead>
          <tr>
            <th>Exit</th>
            <th>Place</th>
            <th>Mode</th>
            <th>From</th>
            <th>Until</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <td safe>{`${row.host}:${row.port}`}</td>
              <td safe>{placeOf(row.countryCode, row.cityName)}</td>
              <td safe>{row.mode}</td>
              <td>
                <TimeAgo at={row.assignedAt} now={now} />
              </td>
              <td>
                {row.releasedAt === null ? 'now' : <TimeAgo at={row.releasedAt} now={now} />}{' '}
                <span safe>{row.releasedWhy ?? ''}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

export interface CheckRow {
  at: number
  cause: string
  ok: boolean
  reason: string | null
  exitIp: string | null
  country: string | null
  latencyMs: number | null
}

/** The tests of an account's exit, the latest first. */
export function CheckList({ rows, now }: { rows: CheckRow[]; now: number }) {
  return (
    <section id="checks" class="stack">
      <table class="table">
        <thead>
          <tr>
            <th>When</th>
            <th>Result</th>
            <th>Exit IP</th>
            <th>Latency</th>
            <th>Cause</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <td>
                <TimeAgo at={row.at} now={now} />
              </td>
              <td>
                <Badge tone={row.ok ? 'ok' : 'bad'}>{row.ok ? 'ok' : Html.escapeHtml(row.reason ?? 'failed')}</Badge>
              </td>
              <td safe>{[row.exitIp, row.country].filter(Boolean).join(', ')}</td>
              <td safe>{row.latencyMs === null ? '' : `${row.latencyMs} ms`}</td>
              <td safe>{row.cause}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

export interface CredentialsProps {
  protocol: string
  host: string
  port: number
  username: string | null
  password: string | null
}

/** The credentials of an exit, in the open. Reading them is in the log. */
export function Credentials({ protocol, host, port, username, password }: CredentialsProps) {
  return (
    <section id="proxy-credentials" class="card stack">
      <h3>Credentials</h3>
      <p>
        <code safe>{`${protocol}://${host}:${port}`}</code>
      </p>
      <p>
        User <code safe>{username ?? 'none'}</code>, password <code safe>{password ?? 'none'}</code>
      </p>
    </section>
  )
}

/** A job that was started in the background. */
export function JobStarted({ jobId }: { jobId: string }) {
  return (
    <div id="job" class="alert ok" role="status">
      <a href={paths.job(jobId)}>Started. See its progress.</a>
    </div>
  )
}
