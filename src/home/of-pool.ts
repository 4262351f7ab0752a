import { WEBSHARE_SENTENCES, type WebshareFailureName } from '#src/net/webshare-failure.ts'
import { paths } from '#views/paths.ts'
import { link, syncNow } from './buttons.ts'
import type { Cause } from './causes.ts'
import type { Facts, Rights, SourceFacts, Thing } from './thing.ts'
import { forTime, thatMany } from './words.ts'

const BY_ERROR: Partial<Record<WebshareFailureName, Cause>> = {
  unauthorized: 'key_refused',
  payment_required: 'plan_unpaid',
  suspended: 'plan_suspended',
}

/** What is wrong with a source of the pool, if anything. */
export function ofSource(source: SourceFacts, { now }: Facts, { own, sync }: Rights): Thing[] {
  const { lastError, lastErrorDetail, lastGoodAt, name, held } = source
  if (lastError === null || !Object.hasOwn(WEBSHARE_SENTENCES, lastError)) return []
  const failure = lastError as WebshareFailureName
  const cause = held ? 'sync_held' : (BY_ERROR[failure] ?? 'sync_failing')
  const age = lastGoodAt === null ? ' It was never read.' : ` The pool is ${forTime(now - lastGoodAt)} old.`
  const words = lastErrorDetail === null ? '' : ` Webshare says: ${lastErrorDetail}`
  const tone = cause === 'sync_failing' || cause === 'sync_held' ? 'warn' : 'bad'
  const seePool = link('See the pool', paths.pool)
  const base = { cause, tone, accounts: 0, account: null } as const
  if (held) {
    const text = `It would remove ${held.removed} proxies, ${held.removedAssigned} of them in use. Nothing is removed until somebody looks.`
    return [{ ...base, title: `A sync of ${name} waits for a second look`, text, button: link('Look at it', paths.pool) }]
  }
  const button =
    cause === 'key_refused' && own
      ? link('Replace the key', paths.poolSources)
      : cause === 'sync_failing' && sync
        ? syncNow
        : seePool
  return [{ ...base, title: `${name}: ${WEBSHARE_SENTENCES[failure]}`, text: `Accounts keep their exits.${age}${words}`, button }]
}

/** A country that accounts go out from, without a spare exit. */
export const countryFull = ({ country, name, accounts }: Facts['full'][number]): Thing => ({
  cause: 'country_full',
  tone: 'warn',
  title: `No exit is free in ${name}`,
  text: `${thatMany(accounts)} ${accounts === 1 ? 'goes' : 'go'} out from there. If one fails, it cannot be replaced in its country.`,
  accounts: 0,
  account: null,
  button: link('See the pool', paths.poolWhere({ country })),
})
