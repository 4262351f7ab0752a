import { Html } from '@elysiajs/html'
import type { Viewer } from '#src/http/viewer.ts'
import { ENTRIES, type Entry } from './navigation.ts'
import { paths } from './paths.ts'
import type { Theme } from './theme.ts'
import { Bar } from './ui/bars.tsx'
import { Dot } from './ui/dot.tsx'
import { Icon, type IconName } from './ui/icon.tsx'
import type { Tone } from './ui/status.tsx'

/** What the frame around a page tells of the whole installation, within what its reader may see. */
export interface FrameState {
  /** How many accounts need somebody. */
  attention?: number
  pool?: {
    tone: Tone
    /** For example "Pool synced 4 min ago". */
    text: string
    used: number
    total: number
  }
  /** Where the stream of changes comes from. */
  stream?: string
}

interface FrameProps extends FrameState {
  viewer: Viewer
  /** The address shown, to mark its entry in the navigation. */
  path: string
}

/** The navigation: beside the page, or behind a button on a phone. */
export function Sidebar({ viewer, path, attention = 0, pool }: FrameProps) {
  const visible = ENTRIES.filter(({ ownersOnly }) => !ownersOnly || viewer.role === 'owner')
  const admin = visible.filter(({ group }) => group === 'admin')
  return (
    <div id="side" class="side" popover="auto">
      <a class="brand" href={paths.home}>
        <span>
          <Icon name="anchor" />
        </span>
        <span>Mooring</span>
      </a>
      <nav aria-label="Main">
        <Entries entries={visible.filter(({ group }) => group === 'main')} path={path} attention={attention} />
        {admin.length > 0 && (
          <>
            <h2>Admin</h2>
            <Entries entries={admin} path={path} attention={0} />
          </>
        )}
      </nav>
      {pool !== undefined && <PoolBox {...pool} />}
    </div>
  )
}

function Entries({ entries, path, attention }: { entries: readonly Entry[]; path: string; attention: number }) {
  return (
    <ul>
      {entries.map(({ href, label, icon, key }) => (
        <li>
          <a href={href} aria-current={isHere(href, path) ? 'page' : undefined} data-go={key}>
            <Icon name={icon} />
            <span safe>{label}</span>
            {href === paths.accounts && <AttentionCount count={attention} />}
          </a>
        </li>
      ))}
    </ul>
  )
}

const isHere = (href: string, path: string) => path === href || (href !== paths.home && path.startsWith(`${href}/`))

/** How many accounts need somebody, beside the entry that leads to them. It asks for itself again while a page stays open. */
export function AttentionCount({ count }: { count: number }) {
  return (
    <span
      id="nav-count"
      class="badge bad count"
      data-live="attention"
      data-pace="3"
      hx-get={paths.navCount}
      hx-trigger="refetch"
      hx-swap="outerMorph"
    >
      {count > 0 && (
        <>
          <span safe>{String(count)}</span>
          <span class="visually-hidden"> need you</span>
        </>
      )}
    </span>
  )
}

function PoolBox({ tone, text, used, total }: NonNullable<FrameState['pool']>) {
  return (
    <a id="cap" class="pool-box" href={paths.pool}>
      <span class="row">
        <Dot tone={tone} />
        <span safe>{text}</span>
      </span>
      <Bar used={used} total={total} label="IPs of the pool" />
      <span class="muted" safe>{`${used} of ${total} IPs in use`}</span>
    </a>
  )
}

interface TopbarProps extends FrameProps {
  theme: Theme
  /** What the accounts shown were searched for. */
  search?: string | undefined
}

// Where the list is on the page it follows every key; elsewhere the search leads there. The filters of the list go along.
const SEARCHING = {
  'hx-get': paths.accounts,
  'hx-trigger': 'input changed delay:150ms',
  'hx-sync': 'this:replace',
  'hx-include': '#filters [data-kept]',
  'hx-target': '#accounts-list',
  'hx-swap': 'outerMorph',
}

/** Search, look and who is signed in. */
export function Topbar({ viewer, path, theme, search, stream }: TopbarProps) {
  return (
    <header class="topbar">
      <button type="button" class="btn ghost icon-only open-side" popovertarget="side">
        <Icon name="menu" label="Menu" />
      </button>
      <search class="grow">
        <form class="search" action={paths.accounts}>
          <Icon name="search" />
          <input
            id="search"
            type="search"
            name="q"
            value={Html.escapeHtml(search ?? '')}
            maxlength={200}
            placeholder="Search accounts, IPs, cities"
            aria-label="Search accounts, IPs, cities"
            {...(path === paths.accounts ? SEARCHING : {})}
          />
          <span class="kbd" aria-hidden="true">
            /
          </span>
        </form>
      </search>
      {stream !== undefined && <Stream address={stream} />}
      <ThemeMenu theme={theme} path={path} />
      <UserMenu viewer={viewer} />
    </header>
  )
}

// Kept as it is from page to page, so that a tab has one stream for all its life.
function Stream({ address }: { address: string }) {
  return (
    <span id="stream" class="stream" hx-preserve hx-sse:connect={address} hx-swap="none">
      Connecting
    </span>
  )
}

const LOOKS: { theme: Theme; label: string; icon: IconName }[] = [
  { theme: 'light', label: 'Light', icon: 'sun' },
  { theme: 'dark', label: 'Dark', icon: 'moon' },
  { theme: 'auto', label: 'As the system', icon: 'monitor' },
]

function ThemeMenu({ theme, path }: { theme: Theme; path: string }) {
  return (
    <>
      <button type="button" class="btn ghost icon-only" popovertarget="theme-menu">
        <Icon name="moon" label="Light or dark" />
      </button>
      <form id="theme-menu" class="menu" popover="auto" method="post" action={paths.theme} hx-boost="false" data-theme-form>
        <input type="hidden" name="next" value={path} />
        {LOOKS.map((look) => (
          <button type="submit" name="theme" value={look.theme} aria-pressed={look.theme === theme ? 'true' : 'false'}>
            <Icon name={look.icon} />
            <span safe>{look.label}</span>
          </button>
        ))}
      </form>
    </>
  )
}

function UserMenu({ viewer }: { viewer: Viewer }) {
  return (
    <>
      <button type="button" class="avatar-btn" popovertarget="user-menu">
        <span safe>{initialsOf(viewer.name)}</span>
        <span class="visually-hidden" safe>{`, signed in as ${viewer.name}`}</span>
      </button>
      <div id="user-menu" class="menu" popover="auto">
        <p safe>{`${viewer.name}, ${viewer.role}`}</p>
        <a href={paths.jobs}>
          <Icon name="list-checks" />
          Jobs
        </a>
        <a href={paths.security}>
          <Icon name="lock" />
          Password and sign-ins
        </a>
        <button type="button" commandfor="shortcuts" command="show-modal">
          <Icon name="keyboard" />
          Keyboard shortcuts
        </button>
        <hr />
        <form method="post" action={paths.api.logout} hx-boost="false">
          <button type="submit">
            <Icon name="log-out" />
            Sign out
          </button>
        </form>
      </div>
    </>
  )
}

/** The first letters of the first and the last name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return ends.map((word) => [...(word ?? '')][0]?.toUpperCase() ?? '').join('')
}
