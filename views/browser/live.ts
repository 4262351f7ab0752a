import { find, findAll, isEditable, on, onCustom, type RequestContext, say } from './page.ts'

interface Connection {
  connection: { attempt: number }
}

const KINDS = ['account', 'pool', 'attention', 'job']
const SECOND_MS = 1000

onCustom<Connection>('htmx:sse:after:connection', ({ connection }) => {
  show('live', 'Live')
  // What happened while the stream was gone was not told.
  if (connection.attempt > 0) for (const element of findAll('[data-live]')) refetch(element)
})
onCustom<Connection>('htmx:sse:before:connection', ({ connection }) => {
  if (connection.attempt > 0) show('lost', 'Reconnecting')
})
on('htmx:sse:error', () => show('lost', 'Reconnecting'))

function show(state: 'live' | 'lost', words: string) {
  const stream = find('#stream')
  if (!stream || stream.dataset.state === state) return
  if (state === 'lost' || stream.dataset.state === 'lost') say(words)
  stream.dataset.state = state
  stream.textContent = words
}

// An event says only which things changed. Whoever shows one of them (`data-live="account:acc_1 attention"`) asks for it anew,
// so that nobody is told by the stream what the pages would not show them.
for (const kind of KINDS) {
  onCustom<{ data?: string }>(kind, ({ data = '' }) => {
    const ids = data.split(/[\s,]+/).filter((id) => id !== '')
    const topics = new Set([kind, ...ids.map((id) => `${kind}:${id}`)])
    for (const element of findAll('[data-live]')) {
      if (element.dataset.live?.split(' ').some((topic) => topics.has(topic))) refetch(element)
    }
  })
}

// Too much happened to be told one by one, or the reader sees other accounts than before.
on('resync', () => {
  for (const element of findAll('[data-live]')) refetch(element)
})

const waiting = new Map<string, number>()
const paceOf = ({ dataset }: HTMLElement) => Number(dataset.pace ?? 1) * SECOND_MS

// At most once a second for each, or as seldom as it says itself (`data-pace`, in seconds): what comes in between is answered by
// the last one.
function refetch(element: HTMLElement) {
  const now = Date.now()
  const at = Math.max(now, waiting.get(element.id) ?? 0)
  const pace = paceOf(element)
  if (at > now + pace) return
  waiting.set(element.id, at + pace)
  setTimeout(() => {
    const current = document.getElementById(element.id)
    if (current && isBusy(current)) refetch(current)
    else current?.dispatchEvent(new CustomEvent('refetch'))
  }, at - now)
}

// Nobody's typing or open menu is taken away; it is tried again until they are done.
const isBusy = (element: Element) =>
  element.querySelector(':popover-open') !== null ||
  (isEditable(document.activeElement) && element.contains(document.activeElement))

// What was deleted, or is no longer for this reader, leaves the list; nobody here did anything that could be refused.
onCustom<{ ctx: RequestContext }>('htmx:after:request', ({ ctx }) => {
  const row = ctx.sourceElement
  if (ctx.response?.raw.status === 404 && ctx.request.method === 'GET' && row?.matches('tr[data-live]'))
    ctx.hx = { reswap: 'delete' }
})

let said = ''

// A long task is heard at its quarters, not at every step.
on('htmx:after:swap', () => {
  const progress = find('.job progress')
  if (!(progress instanceof HTMLProgressElement) || progress.position < 0) return
  const title = document.getElementById(progress.getAttribute('aria-labelledby') ?? '')
  const words = `${title?.textContent?.trim() ?? ''} ${Math.floor(progress.position * 4) * 25} %`
  if (words !== said) say(words)
  said = words
})
