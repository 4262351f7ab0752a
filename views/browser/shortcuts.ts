import { find, findAll, isEditable, on } from './page.ts'

const STORED = 'shortcuts'
const PREFIX_MS = 1200

let goes = Number.NEGATIVE_INFINITY

// Single keys can be switched off (WCAG 2.2, 2.1.4): a voice may be heard as keys.
const areOff = () => localStorage.getItem(STORED) === 'off'

on<KeyboardEvent>('keydown', (event, element) => {
  const { key } = event
  if (event.ctrlKey || event.metaKey || event.altKey || areOff() || isEditable(element) || find('dialog[open]')) return
  const isAfterG = event.timeStamp - goes < PREFIX_MS
  goes = key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY
  const done = isAfterG ? press(find(`[data-go="${CSS.escape(key)}"]`)) : act(key, element)
  if (done) event.preventDefault()
})

function act(key: string, element: Element): boolean {
  const row = element.closest('tbody tr')
  if (key === '/') return focus(find('input[type="search"]'))
  if (key === '?') return show(find('#shortcuts'))
  if (key === 'j') return focus(linkIn(row ? row.nextElementSibling : find('tbody tr')))
  if (key === 'k') return focus(linkIn(row?.previousElementSibling ?? null))
  if (key === 'x') return press(row?.querySelector<HTMLElement>('input[type="checkbox"]') ?? null)
  if (!/^[a-z]$/.test(key)) return false
  // What a page marks with `data-key`: in this row, else outside of rows.
  return press(
    row?.querySelector<HTMLElement>(`[data-key="${key}"]`) ??
      findAll(`[data-key="${key}"]`).find((one) => !one.closest('tbody')) ??
      null,
  )
}

const linkIn = (row: Element | null) => row?.querySelector<HTMLElement>('a') ?? null

function press(element: HTMLElement | null): boolean {
  element?.click()
  return element !== null
}

function focus(element: HTMLElement | null): boolean {
  element?.focus()
  return element !== null
}

function show(dialog: HTMLElement | null): boolean {
  if (dialog instanceof HTMLDialogElement) dialog.showModal()
  return dialog !== null
}

on('change', (_, box) => {
  if (box instanceof HTMLInputElement && box.dataset.shortcuts) localStorage.setItem(STORED, box.checked ? 'on' : 'off')
})

// The box in the list of keys shows what is stored.
on(
  'toggle',
  () => {
    const box = find('[data-shortcuts]')
    if (box instanceof HTMLInputElement) box.checked = !areOff()
  },
  true,
)
