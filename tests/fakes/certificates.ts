import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ipaddr from 'ipaddr.js'
import { ownFolder } from '#tests/support/folder.ts'

export interface Certificate {
  cert: string
  key: string
}

/** An authority made for one run. No key is kept in the repository and nothing can expire there. */
export interface Authority {
  pem: string
  /** What MOORING_CA_FILE names. */
  file: string
  /** A server certificate for these names and addresses. */
  issue(names: string[], validity?: { until?: Date }): Certificate
}

export function createAuthority(name = 'Mooring test authority'): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = certificate({
    subject: name,
    publicKey: keys.publicKey,
    issuer: name,
    signer: keys.privateKey,
    extensions: [isAuthority],
  })
  const file = join(ownFolder('ca'), 'ca.pem')
  writeFileSync(file, pem)
  return {
    pem,
    file,
    issue(names, { until } = {}) {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const cert = certificate({
        subject: names[0] ?? 'nobody',
        publicKey: own.publicKey,
        issuer: name,
        signer: keys.privateKey,
        extensions: [alternativeNames(names)],
        until,
      })
      return { cert, key: String(own.privateKey.export({ type: 'pkcs8', format: 'pem' })) }
    },
  }
}

interface CertificateParts {
  subject: string
  publicKey: KeyObject
  issuer: string
  signer: KeyObject
  extensions: Buffer[]
  until?: Date | undefined
}

// X.509 version 3 in DER (RFC 5280), as much of it as a test needs.
function certificate({ subject, publicKey, issuer, signer, extensions, until = new Date('2049-01-01') }: CertificateParts) {
  const body = sequence(
    der(0xa0, integer(2)),
    // Between 2^30 and 2^31, because DER allows no leading zero byte and no sign.
    integer(2 ** 30 + Math.floor(Math.random() * 2 ** 30)),
    sequence(ECDSA_SHA256),
    distinguishedName(issuer),
    sequence(time(new Date('2020-01-01')), time(until)),
    distinguishedName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  )
  const signature = sign('sha256', body, signer)
  const whole = sequence(body, sequence(ECDSA_SHA256), der(0x03, Buffer.from([0]), signature))
  return `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`
}

function der(tag: number, ...parts: Buffer[]) {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...parts: Buffer[]) => der(0x30, ...parts)
const objectId = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const integer = (value: number) => der(0x02, Buffer.from(value.toString(16).padStart(value < 256 ? 2 : 8, '0'), 'hex'))
const time = (date: Date) => der(0x17, Buffer.from(`${date.toISOString().replace(/\D/g, '').slice(2, 14)}Z`))
const distinguishedName = (name: string) => sequence(der(0x31, sequence(objectId('550403'), der(0x0c, Buffer.from(name)))))
const ECDSA_SHA256 = objectId('2a8648ce3d040302')
const extension = (hex: string, value: Buffer, critical = false) =>
  sequence(objectId(hex), ...(critical ? [der(0x01, Buffer.from([255]))] : []), der(0x04, value))
const isAuthority = extension('551d13', sequence(der(0x01, Buffer.from([255]))), true)
const alternativeNames = (names: string[]) =>
  extension(
    '551d11',
    sequence(
      ...names.map((name) =>
        ipaddr.isValid(name) ? der(0x87, Buffer.from(ipaddr.parse(name).toByteArray())) : der(0x82, Buffer.from(name)),
      ),
    ),
  )
