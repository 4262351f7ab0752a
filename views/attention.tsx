import { Html } from '@elysiajs/html'
import { paths } from './paths.ts'
import { Badge } from './ui/status.tsx'

export interface ThingView {
  tone: 'bad' | 'warn'
  title: string
  text: string
  account: { id: string; name: string } | null
  button:
    | { kind: 'link'; label: string; href: string }
    | { kind: 'post'; label: string; action: string; fields: Record<string, string> }
}

export interface AttentionProps {
  sentence: string
  things: ThingView[]
  more: number
  /** How many accounts need somebody. */
  needing: number
  canAct: boolean
}

/** What needs somebody, worst first, with one button each. It reads itself anew when the page's stream says that something changed. */
export function AttentionList({ sentence, things, more, needing, canAct }: AttentionProps) {
  return (
    <section
      id="attention"
      class="stack"
      aria-labelledby="attention-title"
      data-live="attention"
      hx-get={paths.attention}
      hx-trigger="refetch"
      hx-swap="outerMorph"
    >
      <h1 id="attention-title" safe>
        {sentence}
      </h1>
      {things.length > 0 && (
        <ul class="card stack" aria-label="Needs you">
          {things.map((thing) => (
            <Thing thing={thing} />
          ))}
        </ul>
      )}
      {more > 0 && (
        <p>
          <a href={paths.accountsWhere({ state: 'attention' })} safe>{`and ${more} more`}</a>
        </p>
      )}
      {canAct && (
        <div class="row">
          {needing > 0 && <ForAll label="Fix what can be fixed" action="fix" filter="state=attention" />}
          <ForAll label="Test all" action="test" filter="active=true" />
        </div>
      )}
    </section>
  )
}

/** Leads to a plan first. */
function ForAll({ label, action, filter }: { label: string; action: string; filter: string }) {
  return <OneButton button={{ kind: 'post', label, action: paths.api.bulk, fields: { action, filter, dry_run: 'true' } }} />
}

function Thing({ thing: { tone, title, text, account, button } }: { thing: ThingView }) {
  return (
    <li class="row between">
      <span>
        <Badge tone={tone}>{tone === 'bad' ? 'Broken' : 'Soon'}</Badge>{' '}
        {account ? (
          <a href={paths.account(account.id)} safe>
            {title}
          </a>
        ) : (
          <strong safe>{title}</strong>
        )}{' '}
        <small safe>{text}</small>
      </span>
      <OneButton button={button} />
    </li>
  )
}

/** A link, or a form that works by itself; a preview comes as a page or into the page's dialog. */
function OneButton({ button }: { button: ThingView['button'] }) {
  if (button.kind === 'link') {
    return (
      <a class="btn small" href={button.href} safe>
        {button.label}
      </a>
    )
  }
  return (
    <form method="post" action={button.action}>
      {Object.entries(button.fields).map(([name, value]) => (
        <input type="hidden" name={name} value={Html.escapeHtml(value)} />
      ))}
      <button type="submit" class="btn small" safe>
        {button.label}
      </button>
    </form>
  )
}
