import { Html } from '@elysiajs/html'
import { paths } from './paths.ts'
import { Field, Submit } from './ui/form.tsx'

/** A new key is compared first; nothing is saved by this form. */
export function ReplaceKey({ id }: { id: string }) {
  const address = paths.poolSourceKey(id)
  return (
    <div class="stack">
      <form class="stack" method="post" action={address} hx-post={address} hx-target={`#key-${id}`} hx-swap="outerHTML">
        <input type="hidden" name="dry_run" value="true" />
        <Field
          form={`new-${id}`}
          name="api_key"
          label="Replace the key"
          type="password"
          hint="You see what would change before it does."
          autocomplete="off"
        />
        <div>
          <Submit>Compare</Submit>
        </div>
      </form>
      <div id={`key-${id}`} />
    </div>
  )
}

export interface KeyDiffProps {
  sourceId: string
  name: string
  diff: { total: number; same: number; new: number; gone: number }
  losing: { accountId: string; name: string }[]
  draft: string
}

const SHOWN_NAMES = 20

/** What a new key would change, and the way to take it. */
export function KeyDiff({ sourceId, name, diff, losing, draft }: KeyDiffProps) {
  const address = paths.poolSourceKey(sourceId)
  return (
    <section id={`key-${sourceId}`} class="stack" aria-labelledby={`key-${sourceId}-title`}>
      <h2 id={`key-${sourceId}-title`} safe>{`New key for ${name}`}</h2>
      <p safe>{`${diff.total} proxies: ${diff.same} same, ${diff.new} new, ${diff.gone} gone.`}</p>
      {losing.length > 0 && (
        <>
          <p
            safe
          >{`${losing.length === 1 ? 'One account uses' : `${losing.length} accounts use`} what is gone. They keep it while it works.`}</p>
          <ul>
            {losing.slice(0, SHOWN_NAMES).map((account) => (
              <li>
                <a href={paths.account(account.accountId)} safe>
                  {account.name}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      <form method="post" action={address}>
        <input type="hidden" name="draft" value={draft} />
        <Submit primary>Use the new key</Submit>
      </form>
    </section>
  )
}
