import { z } from 'zod'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Where a connect link may send people back to: https, or plain http on the developer's own machine. */
const redirectUrl = z
  .string()
  .max(500, 'must have at most 500 characters')
  .refine(isRedirectUrl, 'must be an https address without user, password or fragment')

export const redirectUrls = z.array(redirectUrl).max(50, 'must have at most 50 entries')

function isRedirectUrl(text: string) {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password, hash } = new URL(text)
  const isSafe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname))
  return isSafe && username === '' && password === '' && hash === ''
}
