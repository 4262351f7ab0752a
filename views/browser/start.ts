import { findAll, on } from './page.ts'

declare const htmx: { initialize: () => void } | undefined

// What was typed before somebody listened, also what a browser fills in again after a reload, is heard once.
on('htmx:after:process', (_, element) => {
  if (element !== document.body) return
  for (const input of findAll<HTMLInputElement>('input[hx-trigger^="input"]')) {
    if (input.value !== input.defaultValue) input.dispatchEvent(new Event('input', { bubbles: true }))
  }
})

// htmx would begin in a task of its own, on a slow machine long after the page is there: keys pressed in between would be lost.
// Once only, or the stream, which takes its time to open, would be opened twice.
if (typeof htmx !== 'undefined') {
  htmx.initialize()
  htmx.initialize = () => {}
}
