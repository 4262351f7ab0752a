import { Html } from '@elysiajs/html'
import { BulkBar, Pick, PickAll } from '#views/ui/bulk-bar.tsx'
import { Chips } from '#views/ui/chips.tsx'
import { Dot } from '#views/ui/dot.tsx'
import { Flag } from '#views/ui/flag.tsx'
import { Icon } from '#views/ui/icon.tsx'
import { Menu } from '#views/ui/menu.tsx'
import { PageHead } from '#views/ui/page-head.tsx'
import { ProgressBox } from '#views/ui/progress.tsx'
import { Sparkline } from '#views/ui/sparkline.tsx'
import { Badge } from '#views/ui/status.tsx'
import { Strip } from '#views/ui/strip.tsx'
import { checksOf, latenciesOf, PEOPLE, type Sample } from './people.ts'

const CHIPS = [
  { label: 'All', href: '#all', count: 13, current: true },
  { label: 'Needs attention', href: '#attention', count: 5, current: false, tone: 'bad' },
  { label: 'Auto', href: '#auto', count: 10, current: false },
  { label: 'Manual', href: '#manual', count: 2, current: false },
  { label: 'No proxy', href: '#none', count: 1, current: false },
] as const

export function Accounts({ picked = 0, job = false }: { picked?: number; job?: boolean }) {
  return (
    <div>
      <PageHead title="Accounts" lead="13 accounts, each on its own IP. 5 need a look.">
        <a class="btn desk" href="#import">
          <Icon name="upload" />
          Import CSV
        </a>
        <a class="btn desk" href="#assign">
          <Icon name="wand-sparkles" />
          Assign missing
        </a>
        <a class="btn primary" href="#add" data-key="c">
          <Icon name="plus" />
          Add account
        </a>
      </PageHead>
      {job === true && <Job />}
      <div class="row between">
        <Chips label="Show" chips={CHIPS} />
        <form class="row">
          <select name="country" aria-label="Country">
            <option>All countries</option>
          </select>
          <select name="sort" aria-label="Sort">
            <option>Needs attention first</option>
          </select>
        </form>
      </div>
      <form id="bulkform" method="post" action="#bulk" />
      <BulkBar group="bulkform" matching={13} selected={picked}>
        <button class="btn small" type="submit" form="bulkform">
          <Icon name="wand-sparkles" />
          Auto-assign
        </button>
        <button class="btn small" type="submit" form="bulkform">
          <Icon name="shuffle" />
          Replace IP
        </button>
        <button class="btn small" type="submit" form="bulkform">
          <Icon name="zap" />
          Test
        </button>
        <button class="btn small" type="submit" form="bulkform">
          Tag
        </button>
        <button class="btn small danger" type="submit" form="bulkform" data-confirm="Disable the selected accounts?">
          Disable
        </button>
      </BulkBar>
      <div class="table-wrap">
        <table class="table cards">
          <caption class="visually-hidden">Accounts</caption>
          <thead>
            <tr>
              <th scope="col">
                <PickAll group="bulkform" />
              </th>
              <th scope="col">Account</th>
              <th scope="col">Exit</th>
              <th scope="col">Mode</th>
              <th scope="col">Session</th>
              <th scope="col">Last 30 checks</th>
              <th scope="col">Latency</th>
              <th scope="col" class="wide">
                Checked
              </th>
              <th scope="col">
                <span class="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {PEOPLE.map((person, at) => (
              <Row person={person} picked={at < picked} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

const SESSIONS = { Active: 'ok', Expired: 'bad', '2FA needed': 'warn', 'Not connected': 'plain' } as const
const STATES = { ok: 'Good', warn: 'Slow', bad: 'Down', none: 'No proxy' }

function Row({ person, picked }: { person: Sample; picked: boolean }) {
  const slug = person.handle.slice(1)
  return (
    <tr>
      <td class="at-pick">
        <Pick group="bulkform" value={slug} label={person.name} checked={picked} />
      </td>
      <td class="at-who">
        <div class="cell">
          <Dot tone={person.tone} label={STATES[person.tone]} />
          <div>
            <span class="name">
              <a href={`/pieces?of=${slug}`} hx-get="/drawer" hx-target="#drawer-body" hx-swap="innerHTML" safe>
                {person.name}
              </a>
              {person.tag !== undefined && (
                <span class="tag" safe>
                  {person.tag}
                </span>
              )}
            </span>
            <span class="second" safe>
              {person.handle}
            </span>
          </div>
        </div>
      </td>
      <td class="at-exit">{person.country === null ? <span class="muted">No proxy yet</span> : <Exit person={person} />}</td>
      <td class="wider">
        {person.mode === 'None' ? (
          <span class="muted">None</span>
        ) : (
          <Badge outline={person.mode === 'Manual'}>{person.mode}</Badge>
        )}
      </td>
      <td class="at-state">
        {person.session === 'Not connected' ? (
          <span class="muted">Not connected</span>
        ) : (
          <Badge tone={SESSIONS[person.session]}>
            <Dot tone={SESSIONS[person.session]} />
            {person.session}
          </Badge>
        )}
      </td>
      <td class="at-strip">
        <Strip checks={checksOf(person, 30)} label="Last 30 checks" />
      </td>
      <td class="wider">
        {person.tone !== 'none' && (
          <div class="latency">
            <Sparkline values={latenciesOf(person)} label="Latency" />
            <Latency person={person} />
          </div>
        )}
      </td>
      <td class="wide wider muted nowrap" safe>
        {person.checked}
      </td>
      <td class="actions">
        {person.fix !== undefined && (
          <button
            type="button"
            class={['btn small', (person.fix === 'Replace IP' || person.fix === 'Assign') && 'primary']}
            data-key={person.fix === 'Test' ? 't' : 'r'}
            safe
          >
            {person.fix}
          </button>
        )}{' '}
        <Menu id={`more-${slug}`} label={`More for ${person.name}`}>
          <a href={`#${slug}`}>
            <Icon name="eye" />
            Open
          </a>
          <a href={`#${slug}`}>
            <Icon name="zap" />
            Test
          </a>
          <hr />
          <button type="button" class="danger">
            <Icon name="ban" />
            Disable
          </button>
        </Menu>
      </td>
    </tr>
  )
}

function Exit({ person }: { person: Sample }) {
  return (
    <div class="cell">
      <Flag code={person.country} />
      <div>
        <span safe>{person.city}</span>
        <span class="second mono" safe>
          {person.ip}
        </span>
      </div>
    </div>
  )
}

function Latency({ person }: { person: Sample }) {
  if (person.latency === null) return <span class="bad-text">failed</span>
  return <span class={person.tone === 'warn' ? 'warn-text' : undefined} safe>{`${person.latency} ms`}</span>
}

function Job() {
  return (
    <ProgressBox
      title="Assigning IPs"
      text="9 of 13 done, 2 could not be placed"
      done={9}
      total={13}
      actions={
        <>
          <button class="btn small" type="button">
            Pause
          </button>
          <button class="btn small ghost" type="button">
            Hide
          </button>
        </>
      }
    >
      <p class="row small">
        <Dot tone="bad" />
        Carmen Reyes, Iris Blanco: no free IP in Spain. <a href="#pt">Use Portugal (6 free)</a> or{' '}
        <a href="#eu">any country in Europe (41 free)</a>
      </p>
    </ProgressBox>
  )
}
