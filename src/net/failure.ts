/** Why a connection through a proxy failed: the closed list of API.md. */
export const FAILURES = [
  'refused',
  'timeout',
  'dns',
  'auth_failed',
  'payment_required',
  'forbidden',
  'tls_failed',
  'protocol',
  'reset',
  'wrong_exit',
  'not_allowed',
  'local_problem',
  'upstream_error',
] as const
export type FailureName = (typeof FAILURES)[number]

/** A failed connection, with its name. The message is one of our own sentences: no byte of what the peer said. */
export class NetFailure extends Error {
  override name = 'NetFailure'
  constructor(
    readonly failure: FailureName,
    message: string = SENTENCES[failure],
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** What each failure means, for people. */
export const SENTENCES: Record<FailureName, string> = {
  refused: 'The proxy refuses connections.',
  timeout: 'The proxy did not answer in time.',
  dns: 'The name of the proxy cannot be resolved.',
  auth_failed: 'The proxy refuses the user name or password.',
  payment_required: 'The proxy plan has no traffic left.',
  forbidden: 'The proxy refuses to connect to this site.',
  tls_failed: 'The certificate on the other side is not trusted.',
  protocol: 'The proxy answers in a way that is not a proxy protocol.',
  reset: 'The proxy closed the connection.',
  wrong_exit: 'The proxy goes out by another address than expected.',
  not_allowed: 'This address is not allowed as a proxy.',
  local_problem: 'This server cannot reach the network.',
  upstream_error: 'The proxy could not reach the site.',
}
