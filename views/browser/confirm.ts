import { make, on, onCustom, type RequestContext } from './page.ts'

interface Asking {
  ctx: RequestContext
  issueRequest: () => void
  dropRequest: () => void
}

// htmx would ask with the browser's own box, which names no action and cannot be styled.
onCustom<Asking>('htmx:confirm', async ({ ctx, issueRequest, dropRequest }, event, element) => {
  event.preventDefault()
  const yes = await ask(ctx.confirm ?? '', labelOf(element))
  if (yes) issueRequest()
  else dropRequest()
})

const confirmed = new WeakSet<Element>()

// Before htmx sees it. Asking takes time, so the first submit is dropped and a second one sent on yes.
on<SubmitEvent>(
  'submit',
  async (event, form) => {
    const submitter = event.submitter
    const question = (submitter ?? form).getAttribute('data-confirm') ?? form.getAttribute('data-confirm')
    if (!question || confirmed.delete(form) || !(form instanceof HTMLFormElement)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (!(await ask(question, labelOf(submitter ?? form)))) return
    confirmed.add(form)
    form.requestSubmit(submitter)
  },
  true,
)

// The button of the question says what the button that was pressed says.
const labelOf = (element: Element) => (element.matches('form') ? '' : element.textContent?.trim()) || 'Continue'

function ask(question: string, action: string): Promise<boolean> {
  const dialog = make(
    'dialog',
    { class: 'dialog', 'aria-labelledby': 'ask-title' },
    make(
      'form',
      { method: 'dialog' },
      make('header', {}, make('h2', { id: 'ask-title' }, question)),
      make(
        'footer',
        {},
        make('button', { class: 'btn', value: '' }, 'Cancel'),
        make('button', { class: 'btn danger', value: 'yes', autofocus: '' }, action),
      ),
    ),
  ) as HTMLDialogElement
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue === 'yes')
    })
  })
}
