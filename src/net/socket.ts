import net from 'node:net'
import { withDeadline } from './deadline.ts'
import { nameFailure } from './name-failure.ts'
import { confirmRefusal } from './route.ts'

// A name with several addresses: one that swallows packets may not use up the whole time.
const ATTEMPT_MS = 5_000

/**
 * A TCP connection to the first of the checked addresses that answers.
 * @param signal ends the attempt, its socket included, with the signal's reason.
 */
export async function connectSocket(addresses: string[], port: number, signal: AbortSignal): Promise<net.Socket> {
  let failure: unknown
  for (const [index, address] of addresses.entries()) {
    const isLast = index === addresses.length - 1
    const attempt = (limit: AbortSignal) => connectTo(address, port, limit)
    try {
      return await (isLast ? attempt(signal) : withDeadline(ATTEMPT_MS, signal, attempt))
    } catch (error) {
      failure = await confirmRefusal(error, address, port)
      if (signal.aborted || isLast) throw failure
    }
  }
  throw failure
}

function connectTo(host: string, port: number, signal: AbortSignal) {
  return settle<net.Socket>(
    () => net.connect({ host, port, noDelay: true }),
    signal,
    (socket, done) => {
      socket.once('connect', () => done(socket))
    },
  )
}

/**
 * Waits until a socket is ready. On every other way out (error, close, signal) the socket is destroyed first, so that no
 * failure leaves one behind. Rejects with a NetFailure, or with the signal's reason when the caller gave up.
 */
export function settle<T, S extends net.Socket = net.Socket>(
  open: () => S,
  signal: AbortSignal,
  start: (socket: S, done: (value: T) => void, fail: (error: unknown) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal.aborted) return reject(nameFailure(signal.reason))
    // For as long as it lives: a socket under TLS, or between two owners, may fail when nobody listens, and an 'error' event
    // without a listener ends the whole program. Whoever waits hears of it by 'error' or 'close' all the same.
    const socket = open()
    socket.on('error', () => {})
    const finish = () => {
      signal.removeEventListener('abort', onAbort)
      socket.off('error', fail).off('close', onClose)
    }
    const fail = (error: unknown) => {
      finish()
      socket.destroy()
      reject(nameFailure(error))
    }
    const onAbort = () => fail(signal.reason)
    const onClose = () => fail(Object.assign(new Error('closed early'), { code: 'ECONNRESET' }))
    signal.addEventListener('abort', onAbort)
    socket.on('error', fail).on('close', onClose)
    start(
      socket,
      (value) => {
        finish()
        resolve(value)
      },
      fail,
    )
  })
}
