/** A page that is open: reads the stream of a running app as it comes. */
export async function openPage(url: string, headers: Record<string, string>) {
  const stop = new AbortController()
  const answer = await fetch(`${url}/ui/events`, { headers: { accept: 'text/event-stream', ...headers }, signal: stop.signal })
  let text = ''
  let ended = false
  const reading = (async () => {
    try {
      for await (const chunk of answer.body ?? []) text += new TextDecoder().decode(chunk)
    } catch {
      // The page was closed.
    }
    ended = true
  })()

  async function until(holds: () => boolean, withinMs: number) {
    for (const deadline = performance.now() + withinMs; performance.now() < deadline; await Bun.sleep(10))
      if (holds()) return true
    return holds()
  }

  return {
    answer,
    text: () => text,
    events: () => eventsIn(text),
    /** Waits until an event of this name has come, and answers the last one's data. */
    async next(name: string) {
      await until(() => eventsIn(text).some(({ event }) => event === name), 10_000)
      return eventsIn(text).findLast(({ event }) => event === name)?.data
    },
    ended: (withinMs: number) => until(() => ended, withinMs),
    lastId: () => [...text.matchAll(/^id: (.+)$/gm)].at(-1)?.[1] ?? '',
    async close() {
      stop.abort()
      await reading
    },
  }
}

const eventsIn = (text: string) =>
  [...text.matchAll(/^event: (.+)\ndata: (.+)\n\n/gm)].map(([, event = '', data = '']) => ({ event, data }))
