import { Html, type PropsWithChildren } from '@elysiajs/html'
import { paths } from './paths.ts'
import { Card } from './ui/card.tsx'
import { Icon } from './ui/icon.tsx'
import { Need, Needs } from './ui/needs-you.tsx'

export interface ThingView {
  tone: 'bad' | 'warn'
  title: string
  text: string
  account: { id: string; name: string } | null
  button:
    | { kind: 'link'; label: string; href: string }
    | { kind: 'post'; label: string; action: string; fields: Record<string, string> }
}

interface NeedsCardProps {
  things: ThingView[]
  more: number
}

/** What needs somebody, worst first, with one button each. */
export function NeedsCard({ things, more }: NeedsCardProps) {
  return (
    <Card id="attention" title="Needs you">
      {things.length === 0 ? (
        <div class="calm">
          <figure>
            <Icon name="check" />
          </figure>
          <p>Nothing. Every exit and session works as it should.</p>
        </div>
      ) : (
        <Needs>
          {things.map(({ tone, title, text, account, button }) => (
            <Need tone={tone} title={title} text={text} {...(account && { href: paths.account(account.id) })}>
              <OneButton button={button} />
            </Need>
          ))}
        </Needs>
      )}
      {more > 0 && (
        <footer>
          <a class="btn small" href={paths.accountsWhere({ state: 'attention' })}>
            <span safe>{`${more} more`}</span>
            <Icon name="chevron-right" />
          </a>
        </footer>
      )}
    </Card>
  )
}

/** What can be done for all at once; leads to a plan first. @param needing how many accounts need somebody. */
export function FixAll({ needing }: { needing: number }) {
  const all = (action: string, filter: string) => ({ action, filter, dry_run: 'true' })
  return (
    <>
      <Post fields={all('test', 'active=true')}>
        <button type="submit" class="btn">
          <Icon name="zap" />
          Test all
        </button>
      </Post>
      {needing > 0 && (
        <Post fields={all('fix', 'state=attention')}>
          <button type="submit" class="btn primary">
            <Icon name="wand-sparkles" />
            Fix what can be fixed
          </button>
        </Post>
      )}
    </>
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
    <Post action={button.action} fields={button.fields}>
      <button type="submit" class="btn small" safe>
        {button.label}
      </button>
    </Post>
  )
}

interface PostProps {
  action?: string
  fields: Record<string, string>
}

const IN_DIALOG = { 'hx-post': paths.api.bulk, 'hx-target': '#dialog-body', 'hx-swap': 'innerHTML' }

function Post({ action = paths.api.bulk, fields, children }: PropsWithChildren<PostProps>) {
  return (
    <form method="post" action={action} {...(action === paths.api.bulk && IN_DIALOG)}>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={Html.escapeHtml(value)} />
      ))}
      {children}
    </form>
  )
}
