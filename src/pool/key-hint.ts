import type { Deps } from '#src/deps.ts'
import type { Source } from './source-store.ts'
import { keyPlaceOf } from './upstream.ts'

/** The end of a key, enough to tell two apart. Null when none is set. */
export const last4 = ({ secrets }: Pick<Deps, 'secrets'>, { id, apiKey }: Source): string | null =>
  apiKey === null ? null : secrets.open(apiKey, keyPlaceOf(id)).slice(-4)
