export interface Answer {
  status: number
  body: any
  headers: Headers
}

/** Calls a running program as a program does: JSON in, JSON out. */
export function client(url: string, token?: string) {
  return async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text, headers: answer.headers }
  }
}

export type Client = ReturnType<typeof client>

/** Waits until something holds, asking again and again. Throws with `what` when it does not within half a minute. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | null | false>): Promise<T> {
  for (let tries = 0; tries < 300; tries++) {
    const found = await ask()
    if (found) return found
    await Bun.sleep(100)
  }
  throw new Error(`Never happened: ${what}`)
}

/** Waits for the end of a job and answers it. */
export const jobDone = (call: Client, id: string) =>
  until(`job ${id} ends`, async () => {
    const { body } = await call('GET', `/api/jobs/${id}`)
    return ['done', 'failed', 'cancelled'].includes(body.data.state) && body.data
  })
