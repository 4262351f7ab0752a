import { Html, type PropsWithChildren } from '@elysiajs/html'
import { Icon } from './icon.tsx'

/**
 * The empty dialog of a page. A form or link opens it with `hx-target="#dialog-body"` and an answer that carries the trigger
 * `dialog-open`; without a script the same answer is a page of its own.
 */
export function Dialog() {
  return (
    <dialog id="dialog" class="dialog wide" aria-labelledby="dialog-title">
      <div id="dialog-body" />
    </dialog>
  )
}

// Known to every element of HTML, but not to the types.
const TAKES_FOCUS = { autofocus: true }

/** What goes into the dialog. Its heading takes the focus. Children are a section and a footer with the buttons. */
export function DialogBody({ title, children }: PropsWithChildren<{ title: string }>) {
  return (
    <>
      <header>
        <h2 id="dialog-title" tabindex="-1" {...TAKES_FOCUS} safe>
          {title}
        </h2>
        <button type="button" class="btn ghost small icon-only" commandfor="dialog" command="close">
          <Icon name="x" label="Close" />
        </button>
      </header>
      <div id="dialog-flash" class="flash" data-flash />
      {children}
    </>
  )
}

/** Leaves the dialog. */
export function DialogCancel() {
  return (
    <button type="button" class="btn" commandfor="dialog" command="close">
      Cancel
    </button>
  )
}
