import { jwt } from '@elysiajs/jwt'
import type { Secrets } from '#src/base/secrets.ts'
import type { Deps } from '#src/deps.ts'

export const SIGN_IN_LASTS_MS = 12 * 3_600_000

const ISSUER = 'mooring'
const AUDIENCE = 'mooring/api'
const MOST_REMEMBERED = 10_000

export interface Tokens {
  /** @param expiresAt milliseconds since 1970. */
  sign(claims: { signInId: string; userId: string; expiresAt: number }): Promise<string>
  /** The sign-in a token names, or null for anything that is not a valid token of ours. At once for a token that was verified before. */
  signInOf(token: string): Promise<string | null> | string
}

const tokens = new WeakMap<Deps, Tokens>()

/** One for the whole app: it remembers the tokens it has verified. */
export function tokensOf(deps: Deps): Tokens {
  const known = tokens.get(deps) ?? createTokens(deps.secrets, deps.now)
  tokens.set(deps, known)
  return known
}

/**
 * Tokens for signed-in members: HS256 by @elysiajs/jwt. A token only names its sign-in; whether that still lives is looked up.
 * @param now the clock that made the sign-in, so that a token and its sign-in end together.
 */
export function createTokens(secrets: Secrets, now: () => number = Date.now): Tokens {
  const { jwt: signer } = jwt({ secret: secrets.derive('mooring/jwt/v1'), alg: 'HS256', iss: ISSUER, aud: AUDIENCE }).decorator
  // A signature that was good stays good until its token expires, and checking one costs more than the rest of a request.
  const verified = new Map<string, { signInId: string; expiresAt: number }>()

  async function verify(token: string) {
    if (!isCanonical(token)) return null
    // Without these options the plugin accepts other algorithms, any audience and tokens that never expire.
    const claims = await signer.verify(token, {
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience: AUDIENCE,
      typ: 'JWT',
      requiredClaims: ['exp', 'sub', 'jti'],
      currentDate: new Date(now()),
    })
    if (!claims || typeof claims.jti !== 'string' || typeof claims.exp !== 'number') return null
    return { signInId: claims.jti, expiresAt: claims.exp * 1000 }
  }

  function remember(token: string, found: { signInId: string; expiresAt: number }) {
    const [oldest] = verified.size >= MOST_REMEMBERED ? verified.keys() : []
    if (oldest !== undefined) verified.delete(oldest)
    verified.set(token, found)
  }

  async function firstSeen(token: string) {
    const found = await verify(token)
    if (found) remember(token, found)
    return found?.signInId ?? null
  }

  return {
    sign: ({ signInId, userId, expiresAt }) => signer.sign({ jti: signInId, sub: userId, exp: Math.floor(expiresAt / 1000) }),
    signInOf(token) {
      const known = verified.get(token)
      if (known && known.expiresAt > now()) return known.signInId
      verified.delete(token)
      return firstSeen(token)
    },
  }
}

// The last character of a base64url text has unused bits: without this, four spellings of a signature would be good.
const isCanonical = (token: string) =>
  token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
