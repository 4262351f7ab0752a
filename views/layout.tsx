import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { Viewer } from '#src/http/viewer.ts'
import { type FrameState, Sidebar, Topbar } from './frame.tsx'
import { paths } from './paths.ts'
import { Shortcuts } from './shortcuts.tsx'
import type { Theme } from './theme.ts'
import { Dialog } from './ui/dialog.tsx'
import { Drawer } from './ui/drawer.tsx'
import { Icon } from './ui/icon.tsx'
import { Alert } from './ui/status.tsx'
import { Toast } from './ui/toast.tsx'

interface LayoutProps {
  title: string
  /** Who is signed in; null leaves the frame out and the page stands alone in the middle. */
  viewer: Viewer | null
  /** The address shown, to mark its entry in the navigation. */
  path: string
  theme?: Theme
  /** What the search field holds. */
  search?: string | undefined
  frame?: FrameState
  /** What the change before this page did well; said in passing. */
  toast?: string | undefined
  /** What it did not. */
  notice?: string | undefined
}

/** The document around every page. */
export function Layout({
  title,
  viewer,
  path,
  theme = 'auto',
  search,
  frame,
  children,
  ...said
}: PropsWithChildren<LayoutProps>) {
  return (
    <>
      {'<!doctype html>'}
      <html lang="en" class={theme === 'auto' ? undefined : theme}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title safe>{title === '' ? 'Mooring' : `${title} · Mooring`}</title>
          <link rel="icon" href={paths.icon} type="image/svg+xml" sizes="any" />
          <link rel="preload" href={paths.font} as="font" type="font/woff2" crossorigin="anonymous" />
          <link rel="stylesheet" href={paths.css} />
          <script src={paths.htmx} defer />
          <script src={paths.sse} defer />
          <script src={paths.script} defer />
        </head>
        {viewer ? (
          <body class="framed" hx-boost:inherited="true">
            <a class="skip" href="#main">
              Skip to the page
            </a>
            <Sidebar viewer={viewer} path={path} {...frame} />
            <Topbar viewer={viewer} path={path} theme={theme} search={search} {...frame} />
            <Main {...said}>{children}</Main>
            <Drawer />
            <Dialog />
            <Shortcuts />
          </body>
        ) : (
          <body>
            <Main alone>{children}</Main>
          </body>
        )}
      </html>
    </>
  )
}

type MainProps = Pick<LayoutProps, 'toast' | 'notice'> & { alone?: boolean }

function Main({ alone, toast, notice, children }: PropsWithChildren<MainProps>) {
  return (
    <>
      <main id="main" tabindex="-1" class={alone ? 'alone' : undefined}>
        {alone && (
          <p class="brand">
            <span>
              <Icon name="anchor" />
            </span>
            <span>Mooring</span>
          </p>
        )}
        <div id="flash" data-flash>
          {notice !== undefined && (
            <Alert tone="warn">
              <span safe>{notice}</span>
            </Alert>
          )}
        </div>
        {children}
      </main>
      <div id="toaster" class="toaster">
        {toast !== undefined && <Toast text={toast} />}
      </div>
      <div id="live" class="visually-hidden" aria-live="polite" />
    </>
  )
}
