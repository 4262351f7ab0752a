import { Html, type PropsWithChildren } from '@elysiajs/html'
import { Icon } from './icon.tsx'

/**
 * The empty drawer of a page. A link opens it with `hx-get`, `hx-target="#drawer-body"` and an answer that carries the
 * trigger `drawer-open`; without a script the same link leads to a page of its own.
 */
export function Drawer() {
  return (
    <dialog id="drawer" class="drawer" data-side="right" aria-labelledby="drawer-title">
      <div id="drawer-body" />
    </dialog>
  )
}

interface DrawerLinkProps {
  /** A page by itself, which knows what it is as a drawer. */
  href: string
  /** Looks like the text around it until somebody points at it. */
  quiet?: boolean
  text: string
}

/** Leads to a page of its own, or brings it into the drawer. */
export function DrawerLink({ href, quiet, text }: DrawerLinkProps) {
  return (
    <a class={quiet ? 'quiet' : undefined} href={href} hx-get={href} hx-target="#drawer-body" hx-swap="innerHTML" safe>
      {text}
    </a>
  )
}

// Known to every element of HTML, but not to the types.
const TAKES_FOCUS = { autofocus: true }

interface DrawerBodyProps {
  title: string
  lead?: string
}

/** What goes into the drawer. Its heading takes the focus. */
export function DrawerBody({ title, lead, children }: PropsWithChildren<DrawerBodyProps>) {
  return (
    <>
      <header>
        <div>
          <h2 id="drawer-title" tabindex="-1" {...TAKES_FOCUS} safe>
            {title}
          </h2>
          {lead !== undefined && <p safe>{lead}</p>}
        </div>
        <button type="button" class="btn ghost small icon-only" commandfor="drawer" command="close">
          <Icon name="x" label="Close" />
        </button>
      </header>
      <section>
        <div id="drawer-flash" class="flash" data-flash />
        {children}
      </section>
    </>
  )
}
