import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import type { SourceView } from '#src/pool/overview.ts'
import { paths } from './paths.ts'
import { ReplaceKey } from './pool-key.tsx'
import { Card } from './ui/card.tsx'
import { Choice, Field, Submit, TextArea } from './ui/form.tsx'
import { errorAt, FormProblem } from './ui/problems.tsx'
import { Alert, Badge, TimeAgo, type Tone } from './ui/status.tsx'

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
  /** Said above the sources after something was saved. */
  saved?: string
  refused?: RefusedSource | undefined
}

type Refused = { problem?: AppError | undefined; typed: Record<string, string> }
const refusedIn = (refused: RefusedSource | undefined, form: string): Refused =>
  refused?.form === form ? refused : { typed: {} }

/** What feeds the pool: Webshare keys and own lists, each with its state, and the way to add one. */
export function WebshareCard({ sources, now, may, saved, refused }: WebshareCardProps) {
  return (
    <Card id="sources" title="Sources" aside="Webshare keys and lists of your own">
      {saved !== undefined && (
        <Alert tone="ok">
          <span safe>{saved}</span>
        </Alert>
      )}
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

function Change({ view: { source, state }, refused: { problem, typed } }: { view: SourceView; refused: Refused }) {
  const address = paths.poolSource(source.id)
  const remove = paths.removePoolSource(source.id)
  const form = source.id
  return (
    <details open={problem !== undefined}>
      <summary>
        {source.kind === 'webshare' ? 'Replace key or change' : 'Change'}
        <span class="visually-hidden" safe>{` ${source.name}`}</span>
      </summary>
      <form class="stack" method="post" action={address} hx-post={address} hx-target="#sources" hx-swap="outerMorph">
        <FormProblem problem={problem} shown={['name', 'api_key', 'plan_id', 'proxies']} />
        <Field
          form={form}
          name="name"
          label="Name"
          value={typed.name ?? source.name}
          error={errorAt(problem, 'name')}
          maxlength={100}
        />
        {source.kind === 'webshare' ? (
          <>
            <Field
              form={form}
              name="api_key"
              label="New API key"
              type="password"
              hint="Leave empty to keep the key. A new one is tried first; the old one stays in use until it worked."
              error={errorAt(problem, 'api_key')}
              autocomplete="off"
            />
            <Field
              form={form}
              name="plan_id"
              label="Plan"
              hint="Empty: the default plan."
              value={typed.plan_id ?? source.planId}
              error={errorAt(problem, 'plan_id')}
            />
          </>
        ) : (
          <TextArea
            form={form}
            name="proxies"
            label="New list"
            hint={`Leave empty to keep the list. ${NO_LINES}`}
            rows={6}
            error={errorAt(problem, 'proxies')}
          />
        )}
        <Choice
          form={form}
          name="enabled"
          label="In use"
          value={typed.enabled ?? (state === 'disabled' ? 'false' : 'true')}
          options={[
            { value: 'true', label: 'Yes' },
            { value: 'false', label: 'No: not refreshed, nothing new given out' },
          ]}
        />
        <div class="row">
          <Submit primary>Save</Submit>
        </div>
      </form>
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

function AddWebshare({ isOpen, refused: { problem, typed } }: { isOpen: boolean; refused: Refused }) {
  return (
    <details open={isOpen || problem !== undefined}>
      <summary>Add a Webshare key</summary>
      <form
        class="stack"
        method="post"
        action={paths.poolSources}
        hx-post={paths.poolSources}
        hx-target="#sources"
        hx-swap="outerMorph"
      >
        <input type="hidden" name="kind" value="webshare" />
        <FormProblem problem={problem} shown={['name', 'api_key', 'plan_id', 'proxy_mode']} />
        <Field
          form="webshare"
          name="api_key"
          label="API key"
          type="password"
          hint="In Webshare under API, Keys. It is tried before it is saved, and never shown again."
          error={errorAt(problem, 'api_key')}
          required
          autocomplete="off"
        />
        <Field
          form="webshare"
          name="name"
          label="Name"
          placeholder="Webshare"
          value={typed.name ?? ''}
          error={errorAt(problem, 'name')}
          maxlength={100}
        />
        <Field
          form="webshare"
          name="plan_id"
          label="Plan"
          hint="Only needed when the key has several plans."
          value={typed.plan_id ?? ''}
          error={errorAt(problem, 'plan_id')}
        />
        <Choice
          form="webshare"
          name="proxy_mode"
          label="Kind of list"
          value={typed.proxy_mode ?? 'direct'}
          error={errorAt(problem, 'proxy_mode')}
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

function AddList({ refused: { problem, typed } }: { refused: Refused }) {
  return (
    <details open={problem !== undefined}>
      <summary>Add your own proxies</summary>
      <form
        class="stack"
        method="post"
        action={paths.poolSources}
        hx-post={paths.poolSources}
        hx-target="#sources"
        hx-swap="outerMorph"
      >
        <input type="hidden" name="kind" value="list" />
        <FormProblem problem={problem} shown={['name']} />
        <Field
          form="list"
          name="name"
          label="Name"
          placeholder="Own proxies"
          value={typed.name ?? ''}
          error={errorAt(problem, 'name')}
          maxlength={100}
        />
        <TextArea form="list" name="proxies" label="Proxies" hint={NO_LINES} rows={6} error={errorAt(problem, 'proxies')} />
        <div>
          <Submit primary>Save</Submit>
        </div>
      </form>
    </details>
  )
}
