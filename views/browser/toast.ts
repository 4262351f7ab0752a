import { find, findAll, make, on, onCustom, say } from './page.ts'

interface Toast {
  text: string
  /** Where it leads, for example to put a change back. */
  href?: string
  action?: string
}

const STAYS_MS = 6000

// Only successes: what went wrong stays on the page until it is read.
onCustom<Toast | string>('toast', (detail) => {
  const { text, href, action = 'Show' } = typeof detail === 'string' ? { text: detail, href: undefined } : detail
  const toast = make('div', { class: 'toast' }, make('div', { class: 'toast-content' }, make('section', {}, text)))
  if (href?.startsWith('/')) toast.firstElementChild?.append(make('a', { class: 'btn small', href }, action))
  find('#toaster')?.append(toast)
  hearRendered()
})

// What was to be said after a redirect came with the page.
on('htmx:after:swap', hearRendered)
hearRendered()

function hearRendered() {
  for (const toast of findAll('#toaster > .toast:not([data-heard])')) {
    toast.dataset.heard = ''
    say(toast.textContent ?? '')
    stay(toast)
  }
}

// As long as it is pointed at or holds the focus it stays.
function stay(toast: HTMLElement) {
  setTimeout(() => {
    if (toast.matches(':hover, :focus-within')) stay(toast)
    else toast.remove()
  }, STAYS_MS)
}
