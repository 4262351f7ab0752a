import { Html } from '@elysiajs/html'
import { Act, PANEL, replaceFields } from './exit-fix.tsx'
import { stateOf } from './exit-words.ts'
import type { PanelProps } from './proxy-panel.tsx'
import { Card } from './ui/card.tsx'
import { Dot } from './ui/dot.tsx'
import { Flag } from './ui/flag.tsx'
import { Icon } from './ui/icon.tsx'
import { Menu } from './ui/menu.tsx'
import { isLine, Sparkline } from './ui/sparkline.tsx'
import { Badge, TimeAgo } from './ui/status.tsx'
import { Strip } from './ui/strip.tsx'

// More would be closer together than the line is wide.
const LINE = 30

/** The exit an account has: where it is, how its checks went, and what can be done with it. */
export function ExitCard(props: PanelProps) {
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
        {isLine(latencies) && <Sparkline values={latencies.slice(-LINE)} label="Latency" />}
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
          <dt>Assigned</dt>
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
        ask={`Give this account another IP${free.place ? ` in ${free.place}` : ''}? The present one rests, and a session captured through it has to be captured again.`}
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
