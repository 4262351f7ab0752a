import type { Deps } from '#src/deps.ts'

/** Checks of many accounts that got their exits together are spread over the interval, or they would come in one burst for ever. */
export const firstCheckAt = ({ now, config }: Pick<Deps, 'now' | 'config'>) =>
  now() + Math.round(Math.random() * config.checkEveryMs)

/** An interval from now, a tenth more or less. */
export const nextCheckAt = ({ now, config }: Pick<Deps, 'now' | 'config'>) =>
  now() + Math.round(config.checkEveryMs * (0.9 + Math.random() * 0.2))
