import { find, make, on, onCustom, type RequestContext, say } from './page.ts'

interface Detail {
  ctx: RequestContext
  error?: Error
}

let from = location.pathname
let pressed: string | null = null

on('click', (_, element) => {
  pressed = element.closest('a')?.getAttribute('href') ?? null
})

// A new page is read from its heading on; a filter of the same page keeps the focus where it was.
onCustom<Detail>('htmx:after:swap', ({ ctx }) => {
  if (ctx.target !== document.body) return
  const isSamePage = from === location.pathname
  from = location.pathname
  const again = isSamePage && pressed ? find(`main a[href="${CSS.escape(pressed)}"]`) : null
  const heading = again ?? find('#main h1') ?? find('#main')
  if (!again) heading?.setAttribute('tabindex', '-1')
  if (!location.hash) heading?.focus({ preventScroll: true })
  say(ctx.title ?? document.title)
})

// A browser drops the page that was asked for before; of two answers the later one would win, whichever link was pressed last.
let going: RequestContext | null = null
onCustom<Detail>('htmx:before:request', ({ ctx }) => {
  if (ctx.target !== document.body) return
  going?.request.abort?.()
  going = ctx
})

// A refusal is shown at the top of the page: whoever scrolled down must see it too.
onCustom<Detail>('htmx:after:swap', ({ ctx: { target } }) => {
  // Where the answer itself named its place, htmx tells the selector.
  const place = typeof target === 'string' ? find(target) : target
  if (place?.matches('[data-flash]')) place.scrollIntoView({ block: 'nearest' })
})

// A link to a file must not become the page.
onCustom<Detail>('htmx:before:response', ({ ctx }, event) => {
  const type = ctx.response?.headers.get('content-type')
  if (!ctx.sourceElement?._htmx?.boosted || !type || type.startsWith('text/html')) return
  event.preventDefault()
  if (ctx.request.method === 'GET') location.assign(ctx.request.action)
})

onCustom<Detail>('htmx:error', ({ ctx }) => {
  // Also told of faults that have nothing to do with the network.
  if (ctx?.request && !ctx.response && !find('#lost')) {
    document.body.prepend(make('div', { id: 'lost', role: 'alert' }, 'Connection lost, try again'))
  }
})
onCustom('htmx:after:request', () => find('#lost')?.remove())
