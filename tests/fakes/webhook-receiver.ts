import { createServer as createHttp, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type Authority, createAuthority } from './certificates.ts'

/** What a receiver does with a message: answers with a status, or fails in a way of its own. */
export type Behaviour = number | 'hang' | 'redirect' | 'huge' | 'endless' | 'cut'

/** One request as it arrived. */
export interface Message {
  path: string
  headers: Record<string, string>
  /** The bytes as text, as they were signed. */
  text: string
  /** The text as JSON. */
  event: { id: string; type: string; timestamp: string; data: any }
  /** What it was done with. */
  done: Behaviour
}

export interface ReceiverOptions {
  address?: string
  /** What is answered besides the status. */
  answer?: string
  /** Speaks TLS with a certificate of this authority. */
  authority?: Authority
}

/** Where messages are posted to. It notes every request, and answers as it is told: well, badly or not at all. */
export async function startReceiver({ address = '127.0.61.1', answer = '', authority }: ReceiverOptions = {}) {
  const messages: Message[] = []
  /** Addresses that a redirect led to. */
  const followed: string[] = []
  let behave: (message: Omit<Message, 'done'>, nth: number) => Behaviour = () => 200
  const tries = new Map<string, number>()

  const listener: RequestListener = async (request, response) => {
    if (request.url === ELSEWHERE) {
      followed.push(ELSEWHERE)
      return void response.end()
    }
    const text = await textOf(request).catch(() => null)
    if (text === null) return
    const headers = request.headers as Record<string, string>
    const message = { path: request.url ?? '', headers, text, event: JSON.parse(text) as Message['event'] }
    const nth = (tries.get(message.event.id) ?? 0) + 1
    tries.set(message.event.id, nth)
    const done = behave(message, nth)
    messages.push({ ...message, done })
    respond(response, done, answer)
  }
  const server = authority ? createHttps(authority.issue([address]), listener) : createHttp(listener)
  await new Promise<void>((ready) => server.listen(0, address, ready))
  const { port } = server.address() as AddressInfo

  return {
    url: `${authority ? 'https' : 'http'}://${address}:${port}/hooks`,
    authority,
    messages,
    followed,
    /** Messages that were answered with 2xx. */
    taken: () => messages.filter(({ done }) => typeof done === 'number' && done >= 200 && done < 300),
    /** @param next one way for all, or chosen for each message and how often it came. */
    behave(next: Behaviour | typeof behave) {
      behave = typeof next === 'function' ? next : () => next
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>

/** A receiver whose certificate nobody trusts. */
export const startUntrusted = (address: string) => startReceiver({ address, authority: createAuthority('Stranger') })

const ELSEWHERE = '/elsewhere'
const HUGE = Buffer.alloc(10 * 1024 * 1024, 'x')

async function textOf(request: IncomingMessage) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function respond(response: ServerResponse, done: Behaviour, answer: string) {
  response.on('error', () => {})
  if (done === 'hang') return
  if (done === 'cut') return void response.socket?.destroy()
  if (done === 'redirect') return void response.writeHead(307, { location: ELSEWHERE }).end()
  if (done === 'huge') return void response.writeHead(500).end(HUGE)
  if (done === 'endless') return void response.writeHead(200).write('and so on')
  response.writeHead(done).end(answer)
}
