import { findAll, onCustom, type RequestContext } from './page.ts'

interface Detail {
  ctx: RequestContext
}

// What was refused is no longer said once something else is tried. What is read back while somebody types tries nothing.
onCustom<Detail>('htmx:before:request', ({ ctx }) => {
  if (ctx.request.method === 'GET' || ctx.sourceElement?.matches('input')) return
  for (const box of findAll('[data-flash]')) box.replaceChildren()
})

// A test that fails is refused and yet changes what is known. Nobody's typing is taken away.
onCustom<Detail>('htmx:response:error', ({ ctx }, _, element) => {
  const isTyped = element.querySelector('input:not([type=hidden]), textarea, select') !== null
  if (ctx.request.method !== 'GET' && !isTyped) element.closest('[data-live]')?.dispatchEvent(new CustomEvent('refetch'))
})
