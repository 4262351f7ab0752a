import { paths } from '#views/paths.ts'
import { attention, fixAll, link, plan, syncNow } from './buttons.ts'
import type { Cause } from './causes.ts'
import type { Need } from './needs-store.ts'
import type { Button, Rights, Thing } from './thing.ts'
import { thatMany } from './words.ts'

/** So many of one kind are told one by one; more in one line. */
export const ONE_BY_ONE = 3

interface ManyText {
  tone: Thing['tone']
  title: (count: number) => string
  text: (names: string) => string
  button: (rights: Rights) => Button
}

const isOrAre = (count: number) => (count === 1 ? 'is' : 'are')
const hasOrHave = (count: number) => (count === 1 ? 'has' : 'have')

/** Told as one, however many accounts they hit: their cause is one. */
export const OF_MANY: Partial<Record<Cause, ManyText>> = {
  traffic_used_up: {
    tone: 'bad',
    title: (count) => `The traffic of the proxy plan is used up (${thatMany(count)})`,
    text: () => 'Nothing goes out until the plan has traffic again. Another exit of it would not help.',
    button: () => link('See the pool', paths.pool),
  },
  password_changed: {
    tone: 'bad',
    title: (count) => `The proxy plan refuses its password (${thatMany(count)})`,
    text: () => 'Webshare has probably changed it. A sync reads the new one; no account is moved.',
    button: ({ sync }) => (sync ? syncNow : link('See the pool', paths.pool)),
  },
  site_refused: {
    tone: 'bad',
    title: (count) => `The proxy plan refuses the site (${thatMany(count)})`,
    text: () => 'Another exit of the same plan would not help.',
    button: () => link('See the pool', paths.pool),
  },
  network_down: {
    tone: 'bad',
    title: () => 'This server cannot reach the network',
    text: () => 'Checks say nothing about the exits until it can. No account is moved.',
    button: () => link('See the accounts', attention),
  },
  no_exit: {
    tone: 'bad',
    title: (count) => `${thatMany(count)} ${hasOrHave(count)} no exit`,
    text: (names) => `${names}. Nothing goes out until there is one.`,
    button: ({ assign }) =>
      assign
        ? plan('Assign missing', { action: 'assign', filter: 'mode=none' })
        : link('See the accounts', paths.accountsWhere({ mode: 'none' })),
  },
  switched_off: {
    tone: 'warn',
    title: (count) => `${thatMany(count)} ${isOrAre(count)} switched off`,
    text: (names) => `${names}. Somebody did that by hand.`,
    button: () => link('See the accounts', attention),
  },
  slow: {
    tone: 'warn',
    title: (count) => `${thatMany(count)} ${isOrAre(count)} slow`,
    text: (names) => `${names}. The last check took longer than three seconds.`,
    button: ({ assign }) =>
      assign ? plan('Test again', { action: 'test', filter: 'active=true' }) : link('See the accounts', paths.accounts),
  },
}

/** Told as one when there are many. */
export const GROUPED: Partial<Record<Cause, ManyText>> = {
  down: {
    tone: 'bad',
    title: (count) => `${thatMany(count)} ${isOrAre(count)} down`,
    text: (names) => `${names}. Their exits failed and were tested again.`,
    button: ({ assign }) => (assign ? fixAll('Replace them') : link('See the accounts', attention)),
  },
  left_pool_dead: {
    tone: 'bad',
    title: (count) => `${thatMany(count)} lost their exits to Webshare`,
    text: (names) => `${names}. Webshare took the exits out of the list, and they no longer answer.`,
    button: ({ assign }) => (assign ? fixAll('Move to the successors') : link('See the accounts', attention)),
  },
  left_pool: {
    tone: 'warn',
    title: (count) => `The exits of ${thatMany(count)} left the pool`,
    text: (names) => `${names}. They still work, but Webshare may end them at any time.`,
    button: ({ assign }) => (assign ? fixAll('Move to the successors') : link('See the accounts', attention)),
  },
  own_password: {
    tone: 'bad',
    title: (count) => `The own proxies of ${thatMany(count)} refuse their passwords`,
    text: (names) => `${names}. Only somebody who knows the new ones can mend that.`,
    button: () => link('See the accounts', attention),
  },
  own_down: {
    tone: 'bad',
    title: (count) => `The own proxies of ${thatMany(count)} do not answer`,
    text: (names) => `${names}. They are never replaced by themselves.`,
    button: () => link('See the accounts', attention),
  },
  check_failed: {
    tone: 'bad',
    title: (count) => `The last check of ${thatMany(count)} failed`,
    text: (names) => `${names}. After three in a row an exit counts as down.`,
    button: ({ assign }) => (assign ? fixAll('Test again') : link('See the accounts', attention)),
  },
  site_unreachable: {
    tone: 'warn',
    title: () => 'The check page is out of reach',
    text: (names) => `The proxies answer, the page behind them does not: ${names}. No account is moved for that.`,
    button: ({ assign }) => (assign ? fixAll('Test again') : link('See the accounts', attention)),
  },
}

/** One thing about all accounts with the same cause. @param alike the first few of them. */
export function ofMany(alike: Need[], cause: Cause, total: number, rights: Rights): Thing {
  const text = OF_MANY[cause] ?? GROUPED[cause]
  if (!text) throw new Error(`Nothing is said of many accounts with the cause ${cause}`)
  const [only] = alike
  const account = total === 1 && only ? { id: only.accountId, name: only.name } : null
  return {
    cause,
    tone: text.tone,
    title: text.title(total),
    text: text.text(namesOf(alike, total)),
    accounts: total,
    account,
    button: text.button(rights),
  }
}

const NAMED = 3

function namesOf(alike: Need[], total: number) {
  const names = alike.slice(0, NAMED).map(({ name }) => name)
  const more = total - names.length
  if (more > 0) return `${names.join(', ')} and ${more} more`
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '')
}
