import { on } from './page.ts'

/** Where the focus was, so that it goes somewhere near when that is taken away. */
interface Place {
  element: Element
  row: Element | null
  next: Element | null
  previous: Element | null
  /** Of what it stood in, from the inside out. */
  ids: string[]
}

let place: Place | null = null

const isLost = () => document.activeElement === null || document.activeElement === document.body

// Dialogs look after the focus within (dialogs.ts) and give it back to what opened them, if that is still there.
const remember = (element: Element | null) => {
  if (element && element !== document.body && !element.closest('dialog')) place = placeOf(element)
}

on('focusin', (_, element) => remember(element))
// The neighbours may have changed since.
on('htmx:before:swap', () => remember(document.activeElement))
on('htmx:after:swap', settle)
on('close', settle, true)

function placeOf(element: Element): Place {
  const row = element.closest('tbody tr, li')
  const ids: string[] = []
  for (let one: Element | null = element; one; one = one.parentElement) if (one.id !== '') ids.push(one.id)
  return { element, row, next: row?.nextElementSibling ?? null, previous: row?.previousElementSibling ?? null, ids }
}

/** What had the focus is gone: its row takes it, else a row beside it, else the heading of what it stood in. */
function settle() {
  if (!isLost() || !place || place.element.isConnected) return
  const { row, next, previous, ids } = place
  place = null
  const inside = [row, next, previous]
    .filter((one) => one?.isConnected)
    .map((one) => one?.querySelector<HTMLElement>('a, button'))
  const headings = ids.map((id) => document.getElementById(id)?.querySelector<HTMLElement>('caption, h1, h2, h3'))
  const near = [...inside, ...headings].find((one) => one?.checkVisibility()) ?? null
  if (near && near.tabIndex < 0) near.setAttribute('tabindex', '-1')
  near?.focus({ preventScroll: true })
}
