import { Html } from '@elysiajs/html'
import type { Cause } from '#src/proxies/cause.ts'
import { Act, FixButton, PANEL, replaceFields } from './exit-fix.tsx'
import { CAUSES, stateOf } from './exit-words.ts'
import { paths } from './paths.ts'
import { ElsewhereForm, OwnProxyForm, PreferenceForm } from './proxy-forms.tsx'
import { CheckList, type CheckRow, ExitHistory, type HistoryRow } from './proxy-records.tsx'
import { Card, Problem } from './ui/card.tsx'
import { Dot } from './ui/dot.tsx'
import { Flag } from './ui/flag.tsx'
import { Icon } from './ui/icon.tsx'
import { Menu } from './ui/menu.tsx'
import { isLine, Sparkline } from './ui/sparkline.tsx'
import { Alert, Badge, TimeAgo, type Tone } from './ui/status.tsx'
import { type CheckState, Strip } from './ui/strip.tsx'

export interface PanelProxy {
  mode: 'auto' | 'manual' | 'none'
  isActive: boolean
  archivedAt: number | null
  protocol: string
  host: string | null
  port: number | null
  username: string | null
  countryCode: string | null
  /** In words. */
  country: string | null
  cityName: string | null
  assignedAt: number | null
  failedAt: number | null
  exitIp: string | null
  exitIpCountry: string | null
  removedUpstreamAt: number | null
  lastCheckAt: number | null
  lastCheckOk: boolean | null
  lastCheckLatencyMs: number | null
  regionPreference: string | null
  cityPreference: string | null
}

export interface Available {
  name: string
  available: number
}

export interface PanelProps {
  accountId: string
  proxy: PanelProxy
  cause: Cause | null
  /** Why the last check failed, as a sentence. */
  reason: string | null
  /** The country another exit is looked for in; null leaves that to the preference. */
  within: string | null
  /** Free exits where another one would be looked for, and how that place is called. */
  free: { amount: number; place: string | null }
  /** Countries of the pool, with what is free. */
  countries: (Available & { code: string })[]
  /** The preferred country, or the one whose cities somebody asked for. */
  country: string | null
  cities: Available[]
  /** The same for a place that is chosen for once. */
  elsewhere: { country: string | null; cities: Available[] }
  /** Whether the viewer may change anything. */
  canChange: boolean
  /** The exit that could be put back, as people know it. */
  previous: string | null
  /** The last 90, oldest first. */
  checks: CheckState[]
  latencies: (number | null)[]
  history: HistoryRow[]
  latest: CheckRow[]
  /** Milliseconds since 1970. */
  now: number
  /** What the last action did, or why it did nothing. */
  notice?: { tone: Tone; text: string } | undefined
}

/** The proxy of one account with everything that can be done about it. */
export function ProxyPanel(props: PanelProps) {
  const { notice } = props
  return (
    <section id="proxy-panel" class="stack" aria-label="Proxy">
      {notice ? (
        <Alert tone={notice.tone}>
          <span safe>{notice.text}</span>
        </Alert>
      ) : null}
      <PanelBody {...props} />
    </section>
  )
}

/** The panel without what the last action said. It asks for itself again when the page hears that the account changed. */
export function PanelBody(props: PanelProps) {
  const { accountId, canChange, history, latest, now, proxy } = props
  const live = {
    'data-live': `account:${accountId}`,
    'hx-get': paths.accountExit(accountId),
    'hx-trigger': 'refetch',
    'hx-swap': 'outerMorph',
  }
  return (
    <div id="proxy-body" class="stack" {...live}>
      <Trouble {...props} />
      <div class="columns">
        <div class="stack">
          <ExitCard {...props} />
          <Card id="exit-history" title="IP history">
            {history.length === 0 ? (
              <p class="muted">It has had none yet.</p>
            ) : (
              <ExitHistory rows={history} now={now} putBack={canChange ? putBackFor(props) : undefined} />
            )}
          </Card>
          <Card id="last-checks" title="Last checks">
            {latest.length === 0 ? <p class="muted">None yet.</p> : <CheckList rows={latest} now={now} />}
          </Card>
        </div>
        {canChange && proxy.archivedAt === null && (
          <div class="stack">
            <PreferenceForm {...props} />
            <OwnProxyForm {...props} />
            <ElsewhereForm {...props} />
          </div>
        )}
      </div>
    </div>
  )
}

const putBackFor = ({ accountId, previous }: PanelProps) =>
  previous === null ? undefined : { address: previous, button: <PutBack accountId={accountId} address={previous} /> }

function PutBack({ accountId, address }: { accountId: string; address: string }) {
  return (
    <Act accountId={accountId} verb="restore" target={PANEL} look="btn small">
      <Icon name="undo-2" />
      Put back
      <span class="visually-hidden" safe>{` ${address}`}</span>
    </Act>
  )
}

/** What is wrong, since when, and the one button that helps. */
function Trouble(props: PanelProps) {
  const { cause, proxy, canChange, accountId, within, free } = props
  if (cause === null || proxy.archivedAt !== null) return ''
  const { title, tone } = CAUSES[cause]
  return (
    <Problem tone={tone === 'bad' ? 'bad' : 'warn'} title={title} text={troubleText(props)}>
      {canChange && (
        <FixButton
          accountId={accountId}
          cause={cause}
          target={PANEL}
          within={within}
          replaceLabel={free.place ? `Replace with another IP in ${free.place}` : 'Replace IP'}
        />
      )}
    </Problem>
  )
}

const PLACED: Cause[] = ['no_exit', 'down', 'left_pool', 'left_pool_dead', 'own_down']

function troubleText({ cause, reason, proxy, free, now }: PanelProps): string {
  if (cause === null) return ''
  const { text } = CAUSES[cause]
  const since = proxy.failedAt ?? (proxy.lastCheckOk === false ? proxy.lastCheckAt : null)
  const told = proxy.lastCheckOk === false ? reason : null
  const slow = cause === 'slow' ? `The last check took ${proxy.lastCheckLatencyMs} ms.` : null
  const from = since === null || told === null ? null : `Since ${clock(since, now)}.`
  const amount = `${free.amount === 1 ? '1 IP is' : `${free.amount} IPs are`} free${free.place ? ` in ${free.place}` : ''}.`
  return [told, slow, from, text, PLACED.includes(cause) ? amount : null].filter(Boolean).join(' ')
}

const DAY_MS = 86_400_000

// The hour is enough for today.
const clock = (at: number, now: number) =>
  `${new Date(at)
    .toISOString()
    .slice(now - at < DAY_MS ? 11 : 0, 16)
    .replace('T', ' ')} UTC`

function ExitCard(props: PanelProps) {
  const { proxy, checks, latencies, canChange } = props
  if (proxy.mode === 'none') {
    return (
      <Card id="exit" title="Exit">
        <p class="muted">No proxy yet. Nothing goes out for this account.</p>
      </Card>
    )
  }
  return (
    <Card id="exit" title="Exit">
      <ExitLine {...props} />
      <div>
        <Strip checks={checks} label="Last 90 checks" />
      </div>
      <div class="row">
        {isLine(latencies) && <Sparkline values={latencies} label="Latency" />}
        <LastCheck {...props} />
      </div>
      <Facts {...props} />
      {canChange && <Actions {...props} />}
    </Card>
  )
}

function ExitLine({ proxy, cause }: PanelProps) {
  const { state, tone } = stateOf({ ...proxy, cause })
  return (
    <div class="row between">
      <div class="cell">
        <Flag code={proxy.countryCode} decorative />
        <div>
          <strong safe>{[proxy.cityName, proxy.country].filter(Boolean).join(', ') || 'Place unknown'}</strong>
          <span class="second mono" safe>
            {proxy.exitIp ?? proxy.host}
          </span>
        </div>
      </div>
      <span class="row">
        <Badge outline={proxy.mode === 'manual'}>{proxy.mode === 'manual' ? 'Manual' : 'Auto'}</Badge>
        <Badge tone={tone}>
          <Dot tone={tone} />
          <span safe>{state}</span>
        </Badge>
      </span>
    </div>
  )
}

function LastCheck({ proxy, reason, now }: PanelProps) {
  if (proxy.lastCheckAt === null) return <span class="muted">Not checked yet</span>
  return (
    <span>
      {proxy.lastCheckOk ? (
        <span safe>{`${proxy.lastCheckLatencyMs} ms`}</span>
      ) : (
        <span class="bad-text" safe>
          {reason ?? 'failed'}
        </span>
      )}
      <span class="muted">
        {' '}
        checked <TimeAgo at={proxy.lastCheckAt} now={now} />
      </span>
    </span>
  )
}

function Facts({ proxy, now }: PanelProps) {
  return (
    <dl class="facts">
      <dt>Proxy</dt>
      <dd>
        <code safe>{`${proxy.protocol}://${proxy.host}:${proxy.port}`}</code>
      </dd>
      <dt>Login</dt>
      <dd safe>{proxy.username === null ? 'none' : `user ${proxy.username}, password set`}</dd>
      {proxy.exitIp !== null && (
        <>
          <dt>Sites see</dt>
          <dd safe>
            {[proxy.exitIp, proxy.exitIpCountry !== proxy.countryCode && proxy.exitIpCountry].filter(Boolean).join(', ')}
          </dd>
        </>
      )}
      {proxy.assignedAt !== null && (
        <>
          <dt>Its own since</dt>
          <dd>
            <TimeAgo at={proxy.assignedAt} now={now} />
          </dd>
        </>
      )}
    </dl>
  )
}

function Actions({ proxy, accountId, within, free }: PanelProps) {
  return (
    <footer>
      {proxy.isActive && (
        <Act accountId={accountId} verb="test" target={PANEL} shortcut="t">
          <Icon name="zap" />
          Test
        </Act>
      )}
      <Act
        accountId={accountId}
        verb="assign-auto"
        fields={replaceFields(within)}
        target={PANEL}
        shortcut="r"
        ask={`Give this account another IP${free.place ? ` in ${free.place}` : ''}? The present one rests.`}
      >
        <Icon name="shuffle" />
        Replace IP
      </Act>
      <Menu id="exit-more" label="More for this exit">
        <Act
          accountId={accountId}
          verb="preference"
          fields={{ proxy_is_active: proxy.isActive ? 'false' : 'true' }}
          target={PANEL}
          look=""
        >
          <Icon name={proxy.isActive ? 'pause' : 'play'} />
          {proxy.isActive ? 'Switch off' : 'Switch on'}
        </Act>
        {proxy.isActive && (
          <Act accountId={accountId} verb="handle-failure" target={PANEL} look="">
            <Icon name="circle-alert" />
            Report a failure
          </Act>
        )}
        <hr />
        <Act
          accountId={accountId}
          verb="disable"
          target={PANEL}
          look="danger"
          ask="Take this exit away? Nothing will go out for the account."
        >
          <Icon name="ban" />
          Take the exit away
        </Act>
      </Menu>
    </footer>
  )
}
