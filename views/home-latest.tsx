import { Html } from '@elysiajs/html'
import type { EventView } from './activity.tsx'
import { EventDetails, EventSentence } from './event-line.tsx'
import { wordsAround } from './event-words.ts'
import { paths } from './paths.ts'
import { Card } from './ui/card.tsx'
import { Dot } from './ui/dot.tsx'
import { Icon } from './ui/icon.tsx'
import { TimeAgo } from './ui/status.tsx'

/** The last few things that happened. */
export function LatestCard({ events, now }: { events: EventView[]; now: number }) {
  return (
    <Card id="latest" title="Latest">
      <ul class="todo">
        {events.map((event) => (
          <li>
            <Dot tone={wordsAround(event.type).tone} />
            <div>
              <p>
                <EventSentence event={event} />
              </p>
              <small>
                <EventDetails event={event} />
              </small>
            </div>
            <small>
              <TimeAgo at={event.at} now={now} />
            </small>
          </li>
        ))}
      </ul>
      <footer>
        <a class="btn small" href={paths.activity}>
          Everything that happened
          <Icon name="chevron-right" />
        </a>
      </footer>
    </Card>
  )
}
