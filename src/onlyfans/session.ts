/** What a browser is signed in with at OnlyFans. All four go together: any other pairing ends the session for good. */
export interface Session {
  /** OnlyFans' number of the user, digits. */
  userId: string
  /** The whole `Cookie` header. */
  cookie: string
  userAgent: string
  /** 40 hex, OnlyFans' `bcTokenSha`; null where the capture had none. */
  xBc: string | null
}
