import { jwt } from '@elysiajs/jwt'
import type { Secrets } from '#src/base/secrets.ts'

export const SIGN_IN_LASTS_MS = 12 * 3_600_000

const ISSUER = 'mooring'
const AUDIENCE = 'mooring/api'

export interface Tokens {
  /** @param expiresAt milliseconds since 1970. */
  sign(claims: { signInId: string; userId: string; expiresAt: number }): Promise<string>
  /** The sign-in a token names, or null for anything that is not a valid token of ours. */
  signInOf(token: string): Promise<string | null>
}

/** Tokens for signed-in members: HS256 by @elysiajs/jwt. A token only names its sign-in; whether that still lives is looked up. */
export function createTokens(secrets: Secrets): Tokens {
  const { jwt: signer } = jwt({ secret: secrets.derive('mooring/jwt/v1'), alg: 'HS256', iss: ISSUER, aud: AUDIENCE }).decorator
  return {
    sign: ({ signInId, userId, expiresAt }) => signer.sign({ jti: signInId, sub: userId, exp: Math.floor(expiresAt / 1000) }),
    async signInOf(token) {
      // Without these options the plugin accepts other algorithms, any audience and tokens that never expire.
      const claims = await signer.verify(token, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: 'JWT',
        requiredClaims: ['exp', 'sub', 'jti'],
      })
      return claims && typeof claims.jti === 'string' ? claims.jti : null
    },
  }
}
