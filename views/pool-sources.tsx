import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import type { PoolView, SourceView } from '#src/pool/overview.ts'
import { paths } from './paths.ts'
import { ReplaceKey } from './pool-key.tsx'
import { ApiKey, Name, Plan, Proxies, type Refused, SourceForm } from './pool-source-form.tsx'
import { SyncBox, type SyncJob } from './pool-sync.tsx'
import { Card } from './ui/card.tsx'
import { Choice, Submit } from './ui/form.tsx'
import { Icon } from './ui/icon.tsx'
import { PageHead } from './ui/page-head.tsx'
import { errorAt } from './ui/problems.tsx'
import { Badge, TimeAgo, type Tone } from './ui/status.tsx'

/** A form that was refused: which one, why, and what was typed into it. Keys and lists are never among that. */
export interface RefusedSource {
  /** `webshare` and `list` are the forms for a new one; else the id of the source that was to change. */
  form: string
  problem: AppError
  typed: Record<string, string>
}

interface WebshareCardProps {
  sources: SourceView[]
  now: number
  may: { manage: boolean; own: boolean }
  refused?: RefusedSource | undefined
}

const refusedIn = (refused: RefusedSource | undefined, form: string): Refused =>
  refused?.form === form ? refused : { typed: {} }

/** The card as a page by itself. */
export function SourcesPage({ children }: PropsWithChildren) {
  return (
    <div>
      <PageHead title="Sources" lead="What feeds the pool.">
        <a class="btn" href={paths.pool}>
          <Icon name="chevron-left" />
          Pool
        </a>
      </PageHead>
      {children}
    </div>
  )
}

/** What feeds the pool: Webshare keys and own lists, each with its state, and the way to add one. */
export function WebshareCard({ sources, now, may, refused }: WebshareCardProps) {
  return (
    <Card id="sources" title="Sources" aside="Webshare keys and lists of your own">
      {sources.length > 0 && (
        <ul class="todo">
          {sources.map((view) => (
            <Source view={view} now={now} may={may} refused={refusedIn(refused, view.source.id)} />
          ))}
        </ul>
      )}
      {may.own && <AddWebshare isOpen={sources.length === 0} refused={refusedIn(refused, 'webshare')} />}
      {may.own && <AddList refused={refusedIn(refused, 'list')} />}
    </Card>
  )
}

interface PoolFeedProps {
  pool: PoolView
  job: SyncJob | null
  may: WebshareCardProps['may']
}

/** The card on pages that show nothing else of the pool, with how far a refresh is. It fetches itself anew when that has changed. */
export function PoolFeed({ pool, job, may }: PoolFeedProps) {
  return (
    <div
      id="pool-feed"
      class="stack"
      data-live="pool"
      hx-get={paths.poolSources}
      hx-trigger="refetch, pool-synced from:body"
      hx-swap="outerMorph"
    >
      <SyncBox pool={pool} job={job} canSync={may.manage} />
      <WebshareCard sources={pool.sources} now={pool.now} may={may} />
    </div>
  )
}

const STATES: Record<SourceView['state'], { label: string; tone: Tone }> = {
  fresh: { label: 'Up to date', tone: 'ok' },
  stale: { label: 'Out of date', tone: 'warn' },
  held: { label: 'Waits for a second look', tone: 'warn' },
  never_filled: { label: 'Never filled', tone: 'bad' },
  disabled: { label: 'Switched off', tone: 'plain' },
}

interface SourceProps {
  view: SourceView
  now: number
  may: WebshareCardProps['may']
  refused: Refused
}

function Source({ view, now, may, refused }: SourceProps) {
  const { source, last4, state, counts, assigned } = view
  const { label, tone } = STATES[state]
  const facts = [
    last4 === null ? 'Own list' : `Key ends in ${last4}`,
    source.planId === null ? '' : `plan ${source.planId}`,
    `${counts.free} free`,
    `${assigned} in use`,
  ]
  return (
    <li id={`source-${source.id}`} class="wraps">
      <div>
        <div class="row">
          <h3 safe>{source.name}</h3>
          <Badge tone={tone}>
            <span safe>{label}</span>
          </Badge>
          {source.origin === 'environment' && <span class="tag">set by WEBSHARE_API_KEY</span>}
        </div>
        <small>
          <span safe>{facts.filter(Boolean).join(' · ')}</span>
          {source.lastGoodAt !== null && (
            <>
              {' · read '}
              <TimeAgo at={source.lastGoodAt} now={now} />
            </>
          )}
        </small>
      </div>
      {may.own && source.origin === 'settings' && <Change view={view} refused={refused} />}
    </li>
  )
}

const NO_LINES = 'One a line, in any common form: host:port:user:password, user:password@host:port, socks5://…'

function Change({ view: { source, state }, refused }: { view: SourceView; refused: Refused }) {
  const remove = paths.removePoolSource(source.id)
  const form = { form: source.id, refused }
  return (
    <details open={refused.problem !== undefined}>
      <summary>
        {source.kind === 'webshare' ? 'Replace key or change' : 'Change'}
        <span class="visually-hidden" safe>{` ${source.name}`}</span>
      </summary>
      <SourceForm action={paths.poolSource(source.id)} refused={refused} submit="Save">
        <Name {...form} value={source.name} />
        {source.kind === 'webshare' ? (
          <>
            <ApiKey
              {...form}
              label="New API key"
              hint="Leave empty to keep the key. A new one is tried first; the old one stays in use until it worked."
            />
            <Plan {...form} hint="Empty: the default plan." value={source.planId} />
          </>
        ) : (
          <Proxies {...form} label="New list" hint={`Leave empty to keep the list. ${NO_LINES}`} />
        )}
        <Choice
          form={source.id}
          name="enabled"
          label="In use"
          value={refused.typed.enabled ?? (state === 'disabled' ? 'false' : 'true')}
          options={[
            { value: 'true', label: 'Yes' },
            { value: 'false', label: 'No: not refreshed, nothing new given out' },
          ]}
        />
      </SourceForm>
      {source.kind === 'webshare' && <ReplaceKey id={source.id} />}
      <form
        method="post"
        action={remove}
        hx-post={remove}
        hx-target="#sources"
        hx-swap="outerMorph"
        data-confirm="Remove this source? Accounts keep the exits they have, marked as no longer listed."
      >
        <Submit danger>Remove this source</Submit>
      </form>
    </details>
  )
}

function AddWebshare({ isOpen, refused }: { isOpen: boolean; refused: Refused }) {
  const form = { form: 'webshare', refused }
  return (
    <details open={isOpen || refused.problem !== undefined}>
      <summary>Add a Webshare key</summary>
      <SourceForm action={paths.poolSources} kind="webshare" refused={refused} submit="Try and save">
        <ApiKey
          {...form}
          label="API key"
          hint="In Webshare under API, Keys. It is tried before it is saved, and never shown again."
          required
        />
        <Name {...form} placeholder="Webshare" />
        <Plan {...form} hint="Only needed when the key has several plans." />
        <Choice
          form="webshare"
          name="proxy_mode"
          label="Kind of list"
          value={refused.typed.proxy_mode ?? 'direct'}
          error={errorAt(refused.problem, 'proxy_mode')}
          options={[
            { value: 'direct', label: 'Direct: addresses of their own' },
            { value: 'backbone', label: 'Backbone: numbered users (residential plans)' },
          ]}
        />
      </SourceForm>
    </details>
  )
}

function AddList({ refused }: { refused: Refused }) {
  const form = { form: 'list', refused }
  return (
    <details open={refused.problem !== undefined}>
      <summary>Add your own proxies</summary>
      <SourceForm action={paths.poolSources} kind="list" refused={refused} submit="Save">
        <Name {...form} placeholder="Own proxies" />
        <Proxies {...form} label="Proxies" hint={NO_LINES} />
      </SourceForm>
    </details>
  )
}
