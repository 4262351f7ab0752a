import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** What every authenticator app takes for granted (RFC 6238 with SHA-1). */
const STEP_S = 30
const DIGITS = 6
/** 160 bits, as RFC 4226 recommends. */
const SECRET_BYTES = 20
/** Clocks may be apart by this many steps either way (RFC 6238, 5.2). */
const SKEW_STEPS = 1
const ISSUER = 'Mooring'

/** RFC 4648. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A new secret, in base32 as people type it. */
export function newSecret(): string {
  const bits = [...randomBytes(SECRET_BYTES)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{5}/g) ?? []).map((five) => BASE32[Number.parseInt(five, 2)]).join('')
}

/** The code of one time step (RFC 4226, 5.3). */
export function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', bytesOf(secret)).update(counter).digest()
  const offset = mac.readUInt8(mac.length - 1) & 0x0f
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** @param now milliseconds since 1970. */
export const stepAt = (now: number) => Math.floor(now / 1000 / STEP_S)

/**
 * The time step whose code this is, or null when it is none of now. Steps up to `usedUp` do not count any more.
 * @param now milliseconds since 1970.
 */
export function stepOf(code: string, secret: string, usedUp: number | null, now: number): number | null {
  const given = Buffer.from(code)
  if (given.length !== DIGITS) return null
  const present = stepAt(now)
  for (let step = present + SKEW_STEPS; step >= present - SKEW_STEPS; step--) {
    if (step > (usedUp ?? -1) && timingSafeEqual(Buffer.from(codeAt(secret, step)), given)) return step
  }
  return null
}

/** What an authenticator app reads from a QR code. */
export function otpauthUrl(secret: string, email: string): string {
  const label = `${ISSUER}:${email}`
  const query = new URLSearchParams({ secret, issuer: ISSUER, algorithm: 'SHA1', digits: `${DIGITS}`, period: `${STEP_S}` })
  return `otpauth://totp/${encodeURIComponent(label)}?${query}`
}

function bytesOf(secret: string): Buffer {
  const bits = [...secret].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
}
