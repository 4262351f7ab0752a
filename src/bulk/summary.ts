import type { Plan, PlannedAccount } from './plan.ts'

/** A plan in numbers. */
export interface Summary {
  /** Would get an exit in their city, in their country, elsewhere, or anywhere because they belong nowhere in particular. */
  city: number
  country: number
  elsewhere: number
  anywhere: number
  /** Would be done, without a new exit. */
  done: number
  /** Nothing would change. */
  unchanged: number
  /** No exit fits. */
  unplaced: number
  /** Cannot be done for another reason. */
  refused: number
}

export function summaryOf(rows: PlannedAccount[]): Summary {
  const summary: Summary = { city: 0, country: 0, elsewhere: 0, anywhere: 0, done: 0, unchanged: 0, unplaced: 0, refused: 0 }
  for (const row of rows) summary[columnOf(row)]++
  return summary
}

function columnOf({ problem, would, fit }: PlannedAccount): keyof Summary {
  if (problem) return problem.reason === 'NO_PROXY_AVAILABLE' ? 'unplaced' : 'refused'
  if (would === 'nothing') return 'unchanged'
  return fit !== null && would !== 'switch_on' ? fit : 'done'
}

const DONE: Partial<Record<Plan['input']['action'], [one: string, many: string]>> = {
  test: ['is tested', 'are tested'],
  disable: ['loses its exit', 'lose their exits'],
  restore: ['gets its last exit back', 'get their last exits back'],
  switch_off: ['is switched off', 'are switched off'],
  prefer: ['prefers the new place', 'prefer the new place'],
  tag: ['gets other tags', 'get other tags'],
  archive: ['is archived', 'are archived'],
  delete: ['is deleted for good', 'are deleted for good'],
  fix: ['is tested again', 'are tested again'],
}

/** A plan in one sentence: "9 get an IP in their city, 2 in their country, 2 cannot be placed." */
export function sentenceFor({ input, rows }: Plan): string {
  if (rows.length === 0) return 'No account is meant.'
  const { city, country, elsewhere, anywhere, done, unchanged, unplaced, refused } = summaryOf(rows)
  const places: [number, string, string][] = [
    [city, 'in its city', 'in their city'],
    [country, 'in its country', 'in their country'],
    [elsewhere, 'in another country', 'in another country'],
    [anywhere, 'from anywhere', 'from anywhere'],
  ]
  const [one, many] = DONE[input.action] ?? ['is switched on', 'are switched on']
  const parts = [
    ...places.filter(([amount]) => amount > 0).map(([n, its, their], i) => placing(n, n === 1 ? its : their, i === 0)),
    ...counted(done, one, many),
    ...counted(unplaced, 'cannot be placed', 'cannot be placed'),
    ...counted(refused, 'cannot be done', 'cannot be done'),
    ...counted(unchanged, 'stays as it is', 'stay as they are'),
  ]
  return `${parts.join(', ')}.`
}

const placing = (amount: number, where: string, isFirst: boolean) =>
  isFirst ? `${amount} ${amount === 1 ? 'gets' : 'get'} an IP ${where}` : `${amount} ${where}`
const counted = (amount: number, one: string, many: string) => (amount === 0 ? [] : [`${amount} ${amount === 1 ? one : many}`])
