import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { isIP } from 'node:net'
import tls from 'node:tls'
import { settle } from './socket.ts'

/** Whom TLS believes: the built-in authorities, and those of MOORING_CA_FILE. */
export interface Authorities {
  /** TLS over a connected socket, verified against `name` (a host name or an IP address). */
  secure(socket: Socket, name: string, signal: AbortSignal): Promise<tls.TLSSocket>
  /** For Bun's fetch; undefined when only the built-in ones count. */
  ca: string[] | undefined
}

/** @param caFile PEM file of MOORING_CA_FILE. Throws when it cannot be read. */
export function createAuthorities(caFile: string | undefined): Authorities {
  const ca = caFile === undefined ? undefined : [...tls.getCACertificates('default'), readFileSync(caFile, 'utf8')]
  // Parsing a hundred certificates for each connection would cost more than the connection.
  const secureContext = ca && tls.createSecureContext({ ca })
  return {
    ca,
    secure(socket, name, signal) {
      // SNI never carries an address (RFC 6066, section 3); the certificate is still checked against it.
      const servername = isIP(name) ? '' : name
      const options = { socket, host: name, servername, secureContext, ALPNProtocols: ['http/1.1'], rejectUnauthorized: true }
      return settle<tls.TLSSocket, tls.TLSSocket>(
        () => tls.connect(options),
        signal,
        (secured, done) => {
          secured.once('secureConnect', () => done(secured))
          secured.once('close', () => socket.destroy())
        },
      )
    },
  }
}
