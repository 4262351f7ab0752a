import { on, say } from './page.ts'

// A button copies its own `data-copy`, or the text of the element that `data-copy-from` names.
on('click', async (_, element) => {
  const button = element.closest<HTMLElement>('[data-copy], [data-copy-from]')
  if (!button) return
  const { copy, copyFrom } = button.dataset
  await navigator.clipboard.writeText(copy ?? document.getElementById(copyFrom ?? '')?.textContent?.trim() ?? '')
  say('Copied')
  const before = button.textContent ?? ''
  // A button that shows only a picture keeps it.
  if (button.childElementCount === 0) {
    button.textContent = 'Copied'
    setTimeout(() => button.replaceChildren(before), 1500)
  }
})

// A chosen file goes into the text field beside it, so that it is seen before it is sent.
on('change', async (_, input) => {
  if (!(input instanceof HTMLInputElement) || input.type !== 'file') return
  const field = document.getElementById(input.dataset.into ?? '')
  const [file] = input.files ?? []
  if (file && field instanceof HTMLTextAreaElement) field.value = await file.text()
})
