import { find, on, onCustom, type RequestContext } from './page.ts'

const drawer = () => find('#drawer') as HTMLDialogElement | null

// The answer that fills the drawer carries this trigger. The dialog itself gives the focus back when it closes.
on('drawer-open', () => {
  if (!drawer()?.open) drawer()?.showModal()
})
on('drawer-close', () => drawer()?.close())

// What is refused is said where people look: the page behind an open drawer is out of reach.
onCustom<{ ctx: RequestContext }>('htmx:after:request', ({ ctx }) => {
  if (ctx.hx?.retarget === '#flash' && drawer()?.open) ctx.hx.retarget = '#drawer-flash'
})

// A click on a dialog itself, not on what is in it, is a click beside it.
on('click', (_, element) => {
  if (element instanceof HTMLDialogElement && element.classList.contains('drawer')) element.close()
})

// For browsers without command and commandfor (before Chrome 135, Firefox 144, Safari 26.2).
if (!('commandForElement' in HTMLButtonElement.prototype)) {
  on('click', (_, element) => {
    const button = element.closest('button[commandfor]')
    const dialog = document.getElementById(button?.getAttribute('commandfor') ?? '')
    if (!(dialog instanceof HTMLDialogElement)) return
    if (button?.getAttribute('command') === 'show-modal') dialog.showModal()
    else dialog.close()
  })
}
