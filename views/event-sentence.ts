import type { EventView } from './activity.tsx'
import { wordsAround } from './event-words.ts'

interface ExitInEvent {
  address?: string | null
  country?: string | null
  city?: string | null
}

/** An event as one sentence: "Mara Lind moved Mila Frost from Berlin 192.0.2.45 to Berlin 192.0.2.61". Plain text. */
export function sentenceOf({ type, actorName, accountName, data }: EventView): string {
  const account = accountName ?? 'an account'
  const [from, to] = [exitIn(data.from), exitIn(data.to)]
  switch (type) {
    case 'proxy.assigned':
      return `${actorName} gave ${account} ${to ?? 'an exit'}`
    case 'proxy.reassigned':
      return `${actorName} moved ${account}${from ? ` from ${from}` : ''} to ${to ?? 'another exit'}`
    case 'proxy.disabled':
      return `${actorName} took ${from ?? 'the exit'} from ${account}`
    case 'proxy.failed':
      return `${exitIn(data.exit) ?? 'The exit'} of ${account} failed`
    case 'proxy.removed_upstream':
      return `Webshare took ${textIn(data.exit) ?? 'the exit'} of ${account} out of the list`
    case 'pool.synced':
      return `${actorName} refreshed the pool: ${numberIn(data.added)} new, ${numberIn(data.removed)} gone`
    case 'pool.low':
      return `Only ${numberIn(data.free)} of ${numberIn(data.listed)} exits are free`
    case 'webhook.switched_off':
      return `${actorName} switched the webhook at ${textIn(data.host) ?? 'another host'} off`
    default: {
      const { before, after } = wordsAround(type)
      return [actorName, before, ...(after === null ? [] : [account, after])].filter(Boolean).join(' ')
    }
  }
}

function exitIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null
  const { address, country, city } = value as ExitInEvent
  return [city ?? country, address].filter(Boolean).join(' ') || null
}

const textIn = (value: unknown) => (typeof value === 'string' ? value : null)
const numberIn = (value: unknown) => (typeof value === 'number' ? value : 0)
