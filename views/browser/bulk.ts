import { find, findAll, on, onCustom, type RequestContext } from './page.ts'

// A click has a shift key, a change has not; the change comes after the click.
let withShift = false
let last: HTMLInputElement | null = null

const boxesOf = (group: string) => findAll<HTMLInputElement>(`input[data-group="${group}"]`)

on<MouseEvent>('click', (event) => {
  withShift = event.shiftKey
})

on('change', (_, box) => {
  if (!(box instanceof HTMLInputElement)) return
  const { group, selectAll, matching } = box.dataset
  if (selectAll) tick(boxesOf(selectAll), box.checked)
  if (matching && box.checked) tick(boxesOf(matching), true)
  if (group) {
    const boxes = boxesOf(group)
    const [from = 0, to = -1] = last && withShift ? [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b) : []
    if (from >= 0) tick(boxes.slice(from, to + 1), box.checked)
    last = box
  }
  const name = group ?? selectAll ?? matching
  if (name) count(name)
})

// Rows were replaced: those that stayed ticked still count.
on('htmx:after:swap', () => {
  for (const { dataset } of findAll('[data-count]')) if (dataset.count) count(dataset.count)
})

// What was done to them is done: the next action is for others.
onCustom<{ ctx: RequestContext }>('htmx:after:request', ({ ctx }) => {
  const group = ctx.sourceElement?.getAttribute('data-unpick')
  if (!group || !ctx.response?.raw.ok) return
  tick(boxesOf(group), false)
  count(group)
})

function tick(boxes: HTMLInputElement[], checked: boolean) {
  for (const box of boxes) box.checked = checked
}

function count(group: string) {
  const boxes = boxesOf(group)
  const ticked = boxes.filter((box) => box.checked).length
  const isAll = boxes.length > 0 && ticked === boxes.length
  const head = find(`[data-select-all="${group}"]`) as HTMLInputElement | null
  const matching = find(`input[data-matching="${group}"]`) as HTMLInputElement | null
  const output = find(`[data-count="${group}"]`)
  if (head) {
    head.checked = isAll
    head.indeterminate = ticked > 0 && !isAll
  }
  if (matching && !isAll) matching.checked = false
  if (output) output.textContent = matching?.checked ? 'All selected' : `${ticked} selected`
}
