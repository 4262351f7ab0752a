import { Html } from '@elysiajs/html'
import { Flag } from './ui/flag.tsx'
import { Badge, TimeAgo } from './ui/status.tsx'

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

const WHY: Record<string, string> = {
  replaced: 'replaced',
  failed: 'it failed',
  disabled: 'taken away',
  manual: 'own proxy used',
  restored: 'the former one put back',
  archived: 'account archived',
}

interface ExitHistoryProps {
  rows: HistoryRow[]
  now: number
  /** The exit that can be put back, by its address, with the button that does. */
  putBack?: { address: string; button: JSX.Element } | undefined
}

/** Every exit an account has had, the present one first. */
export function ExitHistory({ rows, now, putBack }: ExitHistoryProps) {
  const restorable = rows.find((row) => row.releasedAt !== null && putBack?.address === `${row.host}:${row.port}`)
  return (
    <section id="exits" aria-label="IP history">
      <ul class="todo">
        {rows.map((row) => (
          <li>
            <Flag code={row.countryCode} />
            <div>
              <div>
                <span class="mono" safe>{`${row.host}:${row.port}`}</span>
                {row.cityName !== null && <span safe>{` ${row.cityName}`}</span>}
              </div>
              <small>
                <Stay row={row} now={now} />
              </small>
            </div>
            {row.releasedAt === null ? <Badge tone="ok">Now</Badge> : row === restorable ? putBack?.button : ''}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Stay({ row, now }: { row: HistoryRow; now: number }) {
  const { assignedAt, releasedAt, releasedWhy, mode } = row
  return (
    <span class="row">
      <span>
        {mode === 'manual' ? 'Own proxy' : 'From the pool'}, since <TimeAgo at={assignedAt} now={now} />
      </span>
      {releasedAt !== null && (
        <span>
          until <TimeAgo at={releasedAt} now={now} />
        </span>
      )}
      {releasedWhy !== null && <span safe>{`(${WHY[releasedWhy] ?? releasedWhy})`}</span>}
    </span>
  )
}

export interface CheckRow {
  at: number
  cause: string
  ok: boolean
  /** Why it failed, as a sentence. */
  reason: string | null
  exitIp: string | null
  country: string | null
  latencyMs: number | null
}

// Nobody asked for the periodic ones: nothing is said of that.
const ASKED: Record<string, string> = { manual: 'by hand', failure: 'after a report' }

/** The tests of an account's exit, the latest first. */
export function CheckList({ rows, now }: { rows: CheckRow[]; now: number }) {
  return (
    <section id="checks" aria-label="Last checks">
      <ul class="todo">
        {rows.map((row) => (
          <li>
            <Badge tone={row.ok ? 'ok' : 'bad'}>{row.ok ? 'Good' : 'Failed'}</Badge>
            <div>
              {row.ok ? (
                <div>
                  <span safe>{row.latencyMs === null ? 'Answered' : `${row.latencyMs} ms`}</span>
                  {row.exitIp !== null && (
                    <span class="mono" safe>
                      {` ${row.exitIp}`}
                    </span>
                  )}
                </div>
              ) : (
                <div safe>{row.reason ?? 'It failed.'}</div>
              )}
              {ASKED[row.cause] !== undefined && <small safe>{ASKED[row.cause] ?? ''}</small>}
            </div>
            <small>
              <TimeAgo at={row.at} now={now} />
            </small>
          </li>
        ))}
      </ul>
    </section>
  )
}
