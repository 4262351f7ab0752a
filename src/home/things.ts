import { harmOf } from './causes.ts'
import { GROUPED, OF_MANY, ONE_BY_ONE, ofMany } from './many.ts'
import type { Need } from './needs-store.ts'
import { countryFull, ofSource } from './of-pool.ts'
import { ofRules } from './of-rules.ts'
import { ofSessions } from './of-sessions.ts'
import { ofWebhook } from './of-webhooks.ts'
import { ofOne } from './one.ts'
import type { Facts, Rights, Thing } from './thing.ts'

const MOST = 7

/** Everything that needs somebody, worst first; the list shows the first seven. */
export function thingsFrom(facts: Facts, rights: Rights): { things: Thing[]; more: number } {
  const all = [
    ...[...Map.groupBy(facts.needs, ({ kind }) => kind).values()].flatMap((alike) => thingsOf(alike, facts, rights)),
    ...facts.sources.flatMap((source) => ofSource(source, facts, rights)),
    ...ofRules(facts.rules, facts, rights),
    ...ofSessions(facts),
    ...facts.webhooks.map(ofWebhook),
    ...facts.full.map((country) => countryFull(country)),
  ].sort((a, b) => harmOf(a.cause) - harmOf(b.cause) || b.accounts - a.accounts || a.title.localeCompare(b.title))
  return { things: all.slice(0, MOST), more: Math.max(0, all.length - MOST) }
}

function thingsOf(alike: Need[], facts: Facts, rights: Rights): Thing[] {
  const [first] = alike
  if (!first) return []
  const { cause, total } = first
  if (cause in OF_MANY || (total > ONE_BY_ONE && cause in GROUPED)) return [ofMany(alike, cause, total, rights)]
  return alike.slice(0, ONE_BY_ONE).map((need) => ofOne(need, facts, rights))
}
