/** Every form in which a secret could hide in text: itself, base64 at any position, hex, and as part of an address. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const everyByte = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  return [
    ...new Set([
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      everyByte,
      everyByte.toUpperCase(),
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      ...[0, 1, 2].flatMap((before) => insideBase64(bytes, before)),
    ]),
  ]
}

// What stays the same of the base64 of a longer text, wherever in it the secret stands.
function insideBase64(bytes: Buffer, before: number): string[] {
  const padded = Buffer.concat([Buffer.alloc(before), bytes])
  const whole = padded.subarray(0, padded.length - (padded.length % 3))
  const from = before === 0 ? 0 : 4
  return [whole.toString('base64').slice(from), whole.toString('base64url').slice(from)]
}

/** Which of the named secrets are found in a text or in bytes. */
export function found(secrets: Record<string, string>, where: string | Buffer): string[] {
  return Object.entries(secrets)
    .filter(([, secret]) => formsOf(secret).some((form) => where.includes(form)))
    .map(([name]) => name)
}
