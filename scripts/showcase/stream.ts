/** A stream of server-sent events that can be spoken into and cut. */
export function createStream() {
  const readers = new Set<ReadableStreamDefaultController<string>>()
  return {
    /** How many listen. */
    count: () => readers.size,
    open: () => {
      let mine: ReadableStreamDefaultController<string>
      const body = new ReadableStream<string>({
        start(controller) {
          mine = controller
          readers.add(controller)
          controller.enqueue(': open\n\n')
        },
        cancel() {
          readers.delete(mine)
        },
      })
      return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } })
    },
    tell: (event: string, data: string) => {
      for (const reader of readers) reader.enqueue(`event: ${event}\ndata: ${data}\n\n`)
    },
    cut: () => {
      for (const reader of readers) reader.close()
      readers.clear()
    },
  }
}
