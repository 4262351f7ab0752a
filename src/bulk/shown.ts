import { countryName, isCountry } from '#src/geo/places.ts'
import type { BulkPlanProps, ChoiceView } from '#views/bulk.tsx'
import type { Plan, PlannedAccount } from './plan.ts'
import { sentenceFor } from './summary.ts'

const SHOWN = 200

/** A plan as a person looks at it: what cannot be done first, and no more rows than anybody reads. */
export function planShown(plan: Plan): Omit<BulkPlanProps, 'onceKey'> {
  const { action, country, city, addTags, removeTags } = plan.input
  const meant = plan.rows.filter(({ would }) => would !== 'nothing')
  const first = [...plan.rows].sort((a, b) => rank(a) - rank(b))
  return {
    action,
    sentence: sentenceFor(plan),
    rows: first.slice(0, SHOWN).map(shownRow),
    hidden: Math.max(0, plan.rows.length - SHOWN),
    // What cannot be placed goes along: its job then offers the closest choices.
    apply: meant.some(({ problem }) => problem === null)
      ? { ids: meant.map(({ accountId }) => accountId), country, city, addTags, removeTags }
      : null,
  }
}

const rank = ({ problem, would }: PlannedAccount) => (problem ? 0 : would === 'nothing' ? 2 : 1)

const shownRow = ({ accountId, name, would, exit, why, problem }: PlannedAccount) => ({
  accountId,
  name,
  would,
  place: exit && placeName(exit.countryCode, exit.cityName),
  address: exit?.host ?? null,
  why: problem?.message ?? why,
  choices: choicesIn(problem?.details),
})

export const placeName = (country: string | null, city: string | null) =>
  [city, country && (isCountry(country) ? countryName(country) : country)].filter(Boolean).join(', ') || 'an unknown place'

/** The closest choices in the details of NO_PROXY_AVAILABLE, as a job's result and a plan have them. */
export function choicesIn(details: unknown): ChoiceView[] {
  const closest = (details as { closest?: unknown } | null | undefined)?.closest
  if (!Array.isArray(closest)) return []
  return (closest as { country: string | null; city: string | null; free: number }[])
    .filter(({ country }) => country !== null && isCountry(country))
    .map(({ country, city, free }) => ({
      country: country ?? '',
      city,
      free,
      label: `Use ${placeName(country, city)} (${free} free)`,
    }))
}
