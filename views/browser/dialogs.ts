import { find, on, onCustom, type RequestContext } from './page.ts'

const opened = () => find('dialog[open] [data-flash]')?.closest('dialog') ?? null

// The answer that fills one of them carries its trigger. The dialog itself gives the focus back when it closes.
for (const name of ['drawer', 'dialog']) {
  const dialog = () => find(`#${name}`) as HTMLDialogElement | null
  on(`${name}-open`, () => {
    if (!dialog()?.open) dialog()?.showModal()
  })
  on(`${name}-close`, () => dialog()?.close())
}

// What is refused is said where people look: the page behind an open dialog is out of reach.
onCustom<{ ctx: RequestContext }>('htmx:after:request', ({ ctx }) => {
  const place = opened()?.querySelector('[data-flash]')
  if (ctx.hx?.retarget === '#flash' && place) ctx.hx.retarget = `#${place.id}`
})

// The button that was pressed is gone: who reads on by ear or by key is not to start at the top of the page.
onCustom('htmx:after:swap', () => {
  const dialog = opened()
  if (dialog && !dialog.contains(document.activeElement)) dialog.querySelector<HTMLElement>('h2')?.focus()
})

// What was chosen in a menu closes it. The button that opened it has the focus again.
on<SubmitEvent>('submit', ({ submitter }) => submitter?.closest<HTMLElement>('[popover]')?.hidePopover())

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
