import { invalid } from '#src/http/errors.ts'
import type { BulkInput } from './input.ts'

const MOST_TAGS = 20

/** The tags of an account after some were added and others taken away; sorted. Throws 400 for too many. */
export function retagged(before: string[], { addTags, removeTags }: Pick<BulkInput, 'addTags' | 'removeTags'>): string[] {
  const tags = new Set([...before, ...addTags])
  for (const tag of removeTags) tags.delete(tag)
  if (tags.size > MOST_TAGS) throw invalid('add_tags', `would give the account more than ${MOST_TAGS} tags`)
  return [...tags].sort()
}
