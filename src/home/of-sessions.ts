import { paths } from '#views/paths.ts'
import { link } from './buttons.ts'
import type { Cause } from './causes.ts'
import { ONE_BY_ONE } from './many.ts'
import type { Facts, SessionFacts, Thing } from './thing.ts'
import { forTime, thatMany } from './words.ts'

interface Words {
  cause: Cause
  tone: Thing['tone']
  one: { title: (name: string) => string; text: (ago: string) => string; label: string }
  many: (count: string) => string
}

const WORDS: Record<SessionFacts['status'], Words> = {
  expired: {
    cause: 'session_expired',
    tone: 'bad',
    one: {
      title: (name) => `The session of ${name} has ended`,
      text: (ago) => `OnlyFans signed it out ${ago} ago. A new one has to be captured or pasted.`,
      label: 'Reconnect',
    },
    many: (count) => `The sessions of ${count} have ended`,
  },
  awaiting_2fa: {
    cause: 'awaiting_2fa',
    tone: 'warn',
    one: {
      title: (name) => `OnlyFans asks for a code for ${name}`,
      text: (ago) => `It has waited for ${ago}.`,
      label: 'Enter the code',
    },
    many: (count) => `OnlyFans asks for codes for ${count}`,
  },
}

/** Sessions that OnlyFans ended, or keeps waiting for a code. */
export function ofSessions({ sessions, now }: Facts): Thing[] {
  return [...Map.groupBy(sessions, ({ status }) => status)].flatMap(([status, alike]) =>
    alike.length > ONE_BY_ONE ? [ofMany(status, alike)] : alike.map((one) => ofOne(one, now)),
  )
}

function ofOne({ status, name, accountId, connectionId, since }: SessionFacts, now: number): Thing {
  const { cause, tone, one } = WORDS[status]
  return {
    cause,
    tone,
    title: one.title(name),
    text: one.text(forTime(now - since)),
    accounts: 1,
    account: { id: accountId, name },
    button: link(one.label, paths.connection(connectionId)),
  }
}

function ofMany(status: SessionFacts['status'], alike: SessionFacts[]): Thing {
  const { cause, tone, many } = WORDS[status]
  return {
    cause,
    tone,
    title: many(thatMany(alike.length)),
    text: `${alike
      .slice(0, ONE_BY_ONE)
      .map(({ name }) => name)
      .join(', ')} and others.`,
    accounts: alike.length,
    account: null,
    button: link('See the connections', paths.connectionsWhere({ status })),
  }
}
