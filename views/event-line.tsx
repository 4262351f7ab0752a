import { Html } from '@elysiajs/html'
import type { EventView } from './activity.tsx'
import { detailsOf } from './event-details.ts'
import { wordsAround } from './event-words.ts'
import { paths } from './paths.ts'

interface EventSentenceProps {
  event: EventView
  /** Where else this actor acted; left out, their name is no link. */
  by?: ((actorId: string) => string) | undefined
}

/** Who did what to which account. */
export function EventSentence({ event, by }: EventSentenceProps) {
  const { before, after } = wordsAround(event.type)
  return (
    <>
      <Who event={event} by={by} /> <span safe>{before}</span> {after !== null && <Account event={event} />}{' '}
      <span safe>{after ?? ''}</span>
    </>
  )
}

function Who({ event: { actorName, actorId = null, actorKind }, by }: EventSentenceProps) {
  const name = actorKind === 'key' ? `Key ${actorName}` : actorName
  if (by === undefined || actorId === null) {
    return (
      <span class="strong" safe>
        {name}
      </span>
    )
  }
  return (
    <a class="quiet strong" href={by(actorId)} safe>
      {name}
    </a>
  )
}

function Account({ event: { accountId, accountName, data } }: { event: EventView }) {
  if (accountId !== null && accountName !== null) {
    return (
      <a href={paths.account(accountId)} safe>
        {accountName}
      </a>
    )
  }
  return <span safe>{textOf(data.name) ?? 'an account that is gone'}</span>
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** What an event holds beyond its sentence. */
export function EventDetails({ event: { data, accountName } }: { event: EventView }) {
  const { name, ...rest } = data
  const lines = detailsOf(name === accountName ? rest : data)
  return <span safe>{lines.join(' · ')}</span>
}
