// Niceties only: every link and form on these pages works without this file.

const editable = (element) => element.closest('input, textarea, select, [contenteditable]') !== null

// A form that cannot be undone asks once more, by its own words.
document.addEventListener(
  'submit',
  (event) => {
    const question = (event.submitter ?? event.target).dataset.confirm ?? event.target.dataset.confirm
    if (question && !window.confirm(question)) {
      event.preventDefault()
      event.stopImmediatePropagation()
    }
  },
  true,
)

// "/" goes to the search field.
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || editable(event.target)) return
  const search = document.querySelector('input[type="search"]')
  if (!search) return
  event.preventDefault()
  search.focus()
})

// Boxes of one group: a "select all" box, ranges by shift-click, and a count.
let lastBox = null

document.addEventListener('click', (event) => {
  const box = event.target
  if (!(box instanceof HTMLInputElement) || box.type !== 'checkbox') return
  if (box.dataset.selectAll) {
    for (const one of boxesOf(box.dataset.selectAll)) one.checked = box.checked
  } else if (box.dataset.group) {
    const group = boxesOf(box.dataset.group)
    if (event.shiftKey && lastBox && group.includes(lastBox)) {
      const [from, to] = [group.indexOf(lastBox), group.indexOf(box)].sort((a, b) => a - b)
      for (const one of group.slice(from, to + 1)) one.checked = box.checked
    }
    lastBox = box
  }
  count(box.dataset.selectAll ?? box.dataset.group)
})

const boxesOf = (group) => [...document.querySelectorAll(`input[data-group="${group}"]`)]

function count(group) {
  const output = group && document.querySelector(`[data-count="${group}"]`)
  if (output) output.textContent = `${boxesOf(group).filter((box) => box.checked).length} selected`
}

// A chosen file goes into the text field beside it, so that it is seen before it is sent.
document.addEventListener('change', async (event) => {
  const { target } = event
  if (!(target instanceof HTMLInputElement) || target.type !== 'file' || !target.dataset.into) return
  const field = document.getElementById(target.dataset.into)
  const [file] = target.files ?? []
  if (field && file) field.value = await file.text()
})

// A refusal is shown at the top of the page: whoever scrolled down must see it too.
const flash = document.getElementById('flash')
if (flash) new MutationObserver(() => flash.scrollIntoView({ block: 'nearest' })).observe(flash, { childList: true })
