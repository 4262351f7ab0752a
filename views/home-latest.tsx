import { Html } from '@elysiajs/html'
import type { EventView } from './activity.tsx'
import { EventDetails, EventSentence } from './event-line.tsx'
import { wordsAround } from './event-words.ts'
import { paths } from './paths.ts'
import { Card } from './ui/card.tsx'
import { Dot } from './ui/dot.tsx'
import { TimeAgo } from './ui/status.tsx'

/** The last few things that happened. */
export function LatestCard({ events, now }: { events: EventView[]; now: number }) {
  return (
    <Card id="latest" title="Latest">
      <ul class="feed">
        {events.map((event) => (
          <li>
            <Dot tone={wordsAround(event.type).tone} />
            <span>
              <EventSentence event={event} />
            </span>
            <span class="muted truncate">
              <EventDetails event={event} />
            </span>
            <span class="muted">
              <TimeAgo at={event.at} now={now} />
            </span>
          </li>
        ))}
      </ul>
      <footer>
        <a href={paths.activity}>Everything that happened</a>
      </footer>
    </Card>
  )
}
