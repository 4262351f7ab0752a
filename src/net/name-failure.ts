import { type FailureName, NetFailure } from './failure.ts'

const BY_CODE: Record<string, FailureName> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_ABORTED: 'reset',
  UND_ERR_DESTROYED: 'reset',
  UND_ERR_CLOSED: 'reset',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'protocol',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'reset',
  ENOTFOUND: 'dns',
  EMFILE: 'local_problem',
  ENFILE: 'local_problem',
  ENOBUFS: 'local_problem',
  ENOMEM: 'local_problem',
  ENETDOWN: 'local_problem',
  ENETUNREACH: 'local_problem',
  EHOSTUNREACH: 'local_problem',
  EADDRNOTAVAIL: 'local_problem',
  EADDRINUSE: 'local_problem',
  EACCES: 'local_problem',
  EPERM: 'local_problem',
}

// Bytes that are no TLS at all, as OpenSSL and BoringSSL put it.
const NOT_TLS =
  /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|HTTPS_PROXY_REQUEST|UNEXPECTED_MESSAGE|UNKNOWN_PROTOCOL|INVALID_PROTOCOL/i
const TLS = /CERT|SSL|TLS|UNABLE_TO|SELF_SIGNED|EPROTO|ALTNAME|ISSUER|CRL/i
// Wrong arguments are our own mistake and stay what they are.
const HTTP_CLIENT = /^UND_ERR_(?!INVALID)/
const SYSTEM = /^E[A-Z]+$/

/**
 * Any error of a socket, TLS or HTTP as one of our names; the one table from their world to ours.
 * Passes a NetFailure through, and an AbortError too: giving up is not a fault of the proxy.
 */
export function nameFailure(error: unknown): unknown {
  if (error instanceof NetFailure) return error
  if (!(error instanceof Error)) return new NetFailure('protocol')
  if (error.name === 'TimeoutError') return new NetFailure('timeout', undefined, { cause: error })
  if (error.name === 'AbortError') return error
  // undici's parser gives its errors a name and no code.
  if (error.name === 'HTTPParserError') return new NetFailure('protocol', undefined, { cause: error })
  const { code = '' } = error as { code?: string }
  const name = BY_CODE[code] ?? byText(code, error.message)
  return name ? new NetFailure(name, undefined, { cause: error }) : error
}

function byText(code: string, message: string): FailureName | null {
  const text = `${code} ${message}`
  if (NOT_TLS.test(text)) return 'protocol'
  if (TLS.test(text)) return 'tls_failed'
  if (HTTP_CLIENT.test(code)) return 'protocol'
  // A system error nobody thought of says nothing about the proxy.
  if (SYSTEM.test(code)) return 'local_problem'
  return null
}
