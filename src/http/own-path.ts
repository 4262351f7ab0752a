import { paths } from '#views/paths.ts'

/** Only a path of this server: `//host` and `/\host` lead to another one. Anything else leads home. */
export const ownPath = (next: unknown): string =>
  typeof next === 'string' && /^\/(?![/\\])[^\\\s]*$/.test(next) ? next : paths.home
