import { isoOrNull } from '#src/http/times.ts'
import { sentenceOf } from '#views/event-sentence.ts'
import type { HomeProps } from '#views/home.tsx'
import type { Attention } from './attention.ts'
import type { ExitDot } from './exits.ts'
import type { DayStrip, Slot } from './strips.ts'

const LETTERS: Record<Slot, string> = { ok: 'o', slow: 's', bad: 'b', none: '-' }

/** The overview on the wire. A strip is 48 letters, one for each half hour: `o` fine, `s` slow, `b` bad, `-` not checked. */
export const overviewJson = (
  { headline, sentence, things, more, lastCheckAt }: Attention,
  { strips, exits, events, pool }: { strips: DayStrip[]; exits: ExitDot[] } & Pick<HomeProps, 'events' | 'pool'>,
) => ({
  headline,
  sentence,
  attention: things.map(({ cause, tone, title, text, accounts, account, button }) => ({
    cause,
    tone,
    title,
    text,
    accounts,
    account_id: account?.id ?? null,
    action: button.label,
  })),
  more,
  last_check_at: isoOrNull(lastCheckAt),
  strips: strips.map(({ accountId, name, countryCode, goodPercent, slots }) => ({
    account_id: accountId,
    name,
    country: countryCode,
    good_percent: goodPercent,
    half_hours: slots.map((slot) => LETTERS[slot]).join(''),
  })),
  exits: exits.map(({ country, name, accounts, worst, broken }) => ({ country, name, accounts, worst, broken })),
  pool: pool.byCountry.map(({ code, name, used, free, other }) => ({ country: code, name, used, free, other })),
  events: events.map((event) => ({ id: event.id, timestamp: isoOrNull(event.at), sentence: sentenceOf(event) })),
})
