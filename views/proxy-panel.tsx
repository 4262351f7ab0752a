import { Html } from '@elysiajs/html'
import type { Cause } from '#src/proxies/cause.ts'
import { Act, PANEL } from './exit-fix.tsx'
import { paths } from './paths.ts'
import { ExitCard } from './proxy-exit.tsx'
import { ElsewhereForm, OwnProxyForm, PreferenceForm } from './proxy-forms.tsx'
import { CheckList, type CheckRow, ExitHistory, type HistoryRow } from './proxy-records.tsx'
import { Trouble } from './proxy-trouble.tsx'
import { Card } from './ui/card.tsx'
import { Icon } from './ui/icon.tsx'
import { Alert, type Tone } from './ui/status.tsx'
import type { CheckState } from './ui/strip.tsx'

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
