import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { Viewer } from '#src/http/viewer.ts'
import { paths } from './paths.ts'

interface LayoutProps {
  title: string
  /** Who is signed in; null leaves the navigation out. */
  viewer: Viewer | null
  /** The address shown, to mark its entry in the navigation. */
  path: string
}

const ENTRIES: { href: string; label: string; ownersOnly?: boolean }[] = [
  { href: paths.accounts, label: 'Accounts' },
  { href: paths.pool, label: 'Pool' },
  { href: paths.jobs, label: 'Jobs' },
  { href: paths.activity, label: 'Activity' },
  { href: paths.team, label: 'Team', ownersOnly: true },
  { href: paths.keys, label: 'API keys', ownersOnly: true },
  { href: paths.settings, label: 'Settings', ownersOnly: true },
]

/** The document around every page. */
export function Layout({ title, viewer, path, children }: PropsWithChildren<LayoutProps>) {
  return (
    <>
      {'<!doctype html>'}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title safe>{title === '' ? 'Mooring' : `${title} · Mooring`}</title>
          <link rel="stylesheet" href={paths.css} />
          <script src={paths.htmx} defer />
          <script src={paths.sse} defer />
          <script src={paths.script} defer />
        </head>
        <body>
          {viewer ? <Navigation viewer={viewer} path={path} /> : null}
          <main id="main" tabindex="-1" class={viewer ? undefined : 'narrow'}>
            <div id="flash" />
            {children}
          </main>
          <div id="live" class="visually-hidden" aria-live="polite" />
        </body>
      </html>
    </>
  )
}

function Navigation({ viewer, path }: { viewer: Viewer; path: string }) {
  return (
    <header class="topbar">
      <a class="brand" href={paths.home}>
        Mooring
      </a>
      <nav aria-label="Main">
        {ENTRIES.filter(({ ownersOnly }) => !ownersOnly || viewer.role === 'owner').map(({ href, label }) => (
          <a href={href} aria-current={path.startsWith(href) ? 'page' : 'false'} safe>
            {label}
          </a>
        ))}
      </nav>
      <form method="post" action={paths.api.logout}>
        <a href={paths.password} title="Change your password" safe>
          {viewer.name}
        </a>
        <button type="submit" class="link">
          Sign out
        </button>
      </form>
    </header>
  )
}
