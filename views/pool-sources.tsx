import { Html } from '@elysiajs/html'
import type { SourceView } from '#src/pool/overview.ts'
import { paths } from './paths.ts'
import { Choice, Field, Submit, TextArea } from './ui/form.tsx'
import { Alert, Badge, TimeAgo, type Tone } from './ui/status.tsx'

interface WebshareCardProps {
  sources: SourceView[]
  now: number
  may: { manage: boolean; own: boolean }
  /** Said above the sources after something was saved. */
  saved?: string
}

/** What feeds the pool: Webshare keys and own lists, each with its state, and the way to add one. */
export function WebshareCard({ sources, now, may, saved }: WebshareCardProps) {
  return (
    <section id="sources" class="card stack" aria-labelledby="sources-title">
      <h2 id="sources-title">Sources</h2>
      {saved !== undefined && (
        <Alert tone="ok">
          <span safe>{saved}</span>
        </Alert>
      )}
      {sources.map((view) => (
        <Source view={view} now={now} may={may} />
      ))}
      {may.own && <AddWebshare isFirst={sources.length === 0} />}
      {may.own && <AddList />}
    </section>
  )
}

const STATES: Record<SourceView['state'], { label: string; tone: Tone }> = {
  fresh: { label: 'Up to date', tone: 'ok' },
  stale: { label: 'Out of date', tone: 'warn' },
  held: { label: 'Waits for a second look', tone: 'warn' },
  never_filled: { label: 'Never filled', tone: 'bad' },
  disabled: { label: 'Switched off', tone: 'plain' },
}

function Source({ view, now, may }: { view: SourceView; now: number; may: WebshareCardProps['may'] }) {
  const { source, last4, state, counts, assigned } = view
  const { label, tone } = STATES[state]
  return (
    <article class="stack" id={`source-${source.id}`}>
      <div class="row between">
        <h3 safe>{source.name}</h3>
        <Badge tone={tone}>
          <span safe>{label}</span>
        </Badge>
      </div>
      <p class="muted" safe>
        {[
          last4 === null ? 'Own list' : `Key ends in ${last4}`,
          source.planId === null ? '' : `plan ${source.planId}`,
          `${counts.free} free`,
          `${assigned} in use`,
          source.origin === 'environment' ? 'set by WEBSHARE_API_KEY' : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {source.lastGoodAt !== null && (
        <p class="muted">
          Last complete list <TimeAgo at={source.lastGoodAt} now={now} />
        </p>
      )}
      {source.lastError !== null && (
        <Alert tone="warn">
          <strong safe>{PROBLEMS[source.lastError] ?? source.lastError}</strong> <span safe>{source.lastErrorDetail ?? ''}</span>
        </Alert>
      )}
      {state === 'held' && may.manage && <Accept id={source.id} />}
      {may.own && source.origin === 'settings' && <Change view={view} />}
    </article>
  )
}

const PROBLEMS: Record<string, string> = {
  unauthorized: 'Webshare does not accept the API key. The pool stays as it was.',
  payment_required: 'Webshare asks for a payment. The pool stays as it was.',
  suspended: 'Webshare has suspended the account or asks for a verification. The pool stays as it was.',
  throttled: 'Webshare asks for fewer requests. The pool stays as it was.',
  unreachable: 'Webshare does not answer. The pool stays as it was.',
  bad_answer: 'Webshare answered with something that is no list of proxies. The pool stays as it was.',
  partial: 'The list changed while it was read. The pool stays as it was.',
  shrunken: 'The list would remove too much at once. The pool stays as it was until it is seen again or accepted.',
}

function Accept({ id }: { id: string }) {
  const address = paths.api.acceptPoolSource(id)
  return (
    <form method="post" action={address} hx-post={address} hx-target="#sync-state" hx-swap="outerHTML">
      <Submit danger>Accept the shorter list</Submit>
    </form>
  )
}

function Change({ view: { source, state } }: { view: SourceView }) {
  const address = paths.poolSource(source.id)
  const remove = paths.removePoolSource(source.id)
  return (
    <details>
      <summary>Change</summary>
      <form class="stack" method="post" action={address} hx-post={address} hx-target="#sources" hx-swap="outerHTML">
        <Field name="name" label="Name" value={source.name} maxlength={100} />
        {source.kind === 'webshare' ? (
          <>
            <Field name="api_key" label="New API key" type="password" hint="Leave empty to keep the key." autocomplete="off" />
            <Field name="plan_id" label="Plan" hint="Empty: the default plan." value={source.planId} />
          </>
        ) : (
          <TextArea name="proxies" label="New list" hint="Leave empty to keep the list. One proxy a line." rows={6} />
        )}
        <Choice
          name="enabled"
          label="In use"
          value={state === 'disabled' ? 'false' : 'true'}
          options={[
            { value: 'true', label: 'Yes' },
            { value: 'false', label: 'No: not refreshed, nothing new given out' },
          ]}
        />
        <div>
          <Submit primary>Save</Submit>
        </div>
      </form>
      <form method="post" action={remove} hx-post={remove} hx-target="#sources" hx-swap="outerHTML">
        <Submit danger>Remove this source</Submit>
      </form>
    </details>
  )
}

function AddWebshare({ isFirst }: { isFirst: boolean }) {
  return (
    <details open={isFirst}>
      <summary>Add a Webshare key</summary>
      <form
        class="stack"
        method="post"
        action={paths.poolSources}
        hx-post={paths.poolSources}
        hx-target="#sources"
        hx-swap="outerHTML"
      >
        <input type="hidden" name="kind" value="webshare" />
        <Field
          name="api_key"
          label="API key"
          type="password"
          hint="In Webshare under API, Keys. It is tried before it is saved, and never shown again."
          required
          autocomplete="off"
        />
        <Field name="name" label="Name" placeholder="Webshare" maxlength={100} />
        <Field name="plan_id" label="Plan" hint="Only needed when the key has several plans." />
        <Choice
          name="proxy_mode"
          label="Kind of list"
          value="direct"
          options={[
            { value: 'direct', label: 'Direct: addresses of their own' },
            { value: 'backbone', label: 'Backbone: numbered users (residential plans)' },
          ]}
        />
        <div>
          <Submit primary>Try and save</Submit>
        </div>
      </form>
    </details>
  )
}

function AddList() {
  return (
    <details>
      <summary>Add your own proxies</summary>
      <form
        class="stack"
        method="post"
        action={paths.poolSources}
        hx-post={paths.poolSources}
        hx-target="#sources"
        hx-swap="outerHTML"
      >
        <input type="hidden" name="kind" value="list" />
        <Field name="name" label="Name" placeholder="Own proxies" maxlength={100} />
        <TextArea name="proxies" label="Proxies" hint="One a line, for example host:port:user:password." rows={6} />
        <div>
          <Submit primary>Save</Submit>
        </div>
      </form>
    </details>
  )
}
