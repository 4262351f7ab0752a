/** Exit codes that scripts and operators rely on. */
export const EXIT = { ok: 0, failed: 1, usage: 2, configuration: 3, database: 4, unreachable: 5 } as const

/** The command line cannot be understood. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}
