import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { Cause } from '#src/proxies/cause.ts'
import { CAUSES, type Fix } from './exit-words.ts'
import { paths } from './paths.ts'

export type ProxyVerb = 'assign-auto' | 'test' | 'handle-failure' | 'preference' | 'restore' | 'disable'

/** What the controls of an account's proxy replace on its page and in its drawer. */
export const PANEL = '#proxy-panel'

interface ActProps {
  accountId: string
  verb: ProxyVerb
  fields?: Record<string, string>
  /** Which part of the page the answer replaces; none: it tells the page what to look at again. */
  target?: string | undefined
  look?: string
  /** Asked before it is done. */
  ask?: string | undefined
  /** The key that presses it. */
  shortcut?: string | undefined
}

/** One button that does one thing to the proxy of one account. Children are its words. */
export function Act({
  accountId,
  verb,
  fields = {},
  target,
  look = 'btn',
  ask,
  shortcut,
  children,
}: PropsWithChildren<ActProps>) {
  const address = paths.api.accountProxy(accountId, verb)
  const landing = target ? { 'hx-target': target, 'hx-swap': 'outerMorph' } : { 'hx-swap': 'none' }
  return (
    <form method="post" action={address} hx-post={address} {...landing} data-confirm={ask && Html.escapeHtml(ask)}>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={Html.escapeHtml(value)} />
      ))}
      <button type="submit" class={look === '' ? undefined : look} data-key={shortcut}>
        {children}
      </button>
    </form>
  )
}

interface FixProps {
  accountId: string
  cause: Cause | null
  target?: string
  small?: boolean
  /** Where another exit is looked for: the country it has, unless the account prefers a place. */
  within?: string | null
  /** Words instead of "Replace IP". */
  replaceLabel?: string
}

/** The one button that helps against a cause; nothing when nothing is wrong. */
export function FixButton({ accountId, cause, target, small, within = null, replaceLabel = 'Replace IP' }: FixProps) {
  if (cause === null) return ''
  const { fix, tone } = CAUSES[cause]
  const size = small ? 'btn small' : 'btn'
  const primary = `${size} primary`
  const link = LINKS[fix]
  if (link) {
    return (
      <a class={size} href={link.href(accountId)} safe>
        {link.label}
      </a>
    )
  }
  if (fix === 'assign') {
    return (
      <Act accountId={accountId} verb="assign-auto" target={target} look={primary} shortcut="r">
        Assign
      </Act>
    )
  }
  if (fix === 'replace') {
    return (
      <Act
        accountId={accountId}
        verb="assign-auto"
        fields={replaceFields(within)}
        target={target}
        look={tone === 'bad' ? primary : size}
        shortcut="r"
      >
        <span safe>{replaceLabel}</span>
      </Act>
    )
  }
  if (fix === 'switch_on') {
    return (
      <Act accountId={accountId} verb="preference" fields={{ proxy_is_active: 'true' }} target={target} look={size}>
        Switch on
      </Act>
    )
  }
  return (
    <Act accountId={accountId} verb="test" target={target} look={size} shortcut="t">
      Test
    </Act>
  )
}

const LINKS: Partial<Record<Fix, { label: string; href: (id: string) => string }>> = {
  own: { label: 'Change proxy', href: (id) => `${paths.account(id)}#own-proxy` },
  pool: { label: 'See pool', href: () => paths.pool },
  details: { label: 'Details', href: (id) => paths.account(id) },
}

/** What is sent to give an account another exit without leaving its country. */
export const replaceFields = (within: string | null): Record<string, string> => ({
  forceReassign: 'true',
  ...(within && { preferredCountry: within }),
})
