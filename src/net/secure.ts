import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { isIP } from 'node:net'
import tls from 'node:tls'
import { ConfigError } from '#src/config.ts'
import { settle } from './socket.ts'

/** Whom TLS believes: the built-in authorities, and those of MOORING_CA_FILE. */
export interface Authorities {
  /** TLS over a connected socket, verified against `name` (a host name or an IP address). */
  secure(socket: Socket, name: string, signal: AbortSignal): Promise<tls.TLSSocket>
  /** For Bun's fetch; undefined when only the built-in ones count. */
  ca: string[] | undefined
}

/** @param caFile PEM file of MOORING_CA_FILE. Throws ConfigError when it cannot be read or holds no certificate. */
export function createAuthorities(caFile: string | undefined): Authorities {
  const ca = caFile === undefined ? undefined : [...tls.getCACertificates('default'), ...certificatesIn(caFile)]
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

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

// TLS takes a file without a certificate in silence, and every connection would fail later.
function certificatesIn(file: string): string[] {
  try {
    const found = readFileSync(file, 'utf8').match(CERTIFICATE) ?? []
    if (found.length > 0 && found.every((pem) => new X509Certificate(pem).raw.length > 0)) return found
  } catch {
    // Said below, whatever it was.
  }
  throw new ConfigError('MOORING_CA_FILE takes a PEM file with at least one certificate.')
}
