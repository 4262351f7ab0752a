import { type FailureName, SENTENCES } from '#src/net/failure.ts'
import { paths } from '#views/paths.ts'
import { link, look, plan } from './buttons.ts'
import type { Need } from './needs-store.ts'
import type { Button, Facts, Rights, Thing } from './thing.ts'
import { forTime, placeIn } from './words.ts'

/** What needs somebody about one account: the cause, how it stands, and the button that says what it will do. */
export function ofOne(need: Need, facts: Facts, { assign }: Rights): Thing {
  const { cause, accountId, name } = need
  const tone = cause === 'left_pool' || cause === 'site_unreachable' ? 'warn' : 'bad'
  const act = (button: Button) => (assign ? button : look(accountId))
  const thing = (title: string, text: string, button: Button): Thing => ({
    cause,
    tone,
    title,
    text,
    accounts: 1,
    account: { id: accountId, name },
    button,
  })
  const replace = (label: string) => act(plan(label, { action: 'replace', account_ids: accountId }))
  switch (cause) {
    case 'left_pool':
    case 'left_pool_dead':
      return leftPool(need, facts, thing, replace)
    case 'own_password':
      return thing(
        `The own proxy of ${name} refuses its password`,
        'Only somebody who knows the new one can mend that.',
        act(link('Enter the new one', paths.account(accountId))),
      )
    case 'own_down':
      return thing(
        `The own proxy of ${name} does not answer`,
        whyAndSince(need, facts.now),
        act(link('Paste another one', paths.account(accountId))),
      )
    case 'site_unreachable':
      return thing(
        `The exit of ${name} does not reach the check page`,
        'The proxy answers, the page behind it does not. The account is not moved for that.',
        act(plan('Test again', { action: 'test', account_ids: accountId })),
      )
    case 'check_failed':
      return thing(
        `The last check of ${name} failed`,
        `${reasonOf(need)} After three in a row the exit counts as down.`.trim(),
        act(plan('Test again', { action: 'test', account_ids: accountId })),
      )
    default:
      return thing(
        `${name} is down`,
        `${whyAndSince(need, facts.now)} ${freeNear(need, facts)}`.trim(),
        replace(replaceLabel(need, facts)),
      )
  }
}

type Make = (title: string, text: string, button: Button) => Thing

function leftPool(need: Need, { departures, now }: Facts, thing: Make, replace: (label: string) => Button): Thing {
  const departure = departures.get(need.accountId)
  const why = departure?.reason ? ` (${departure.reason.replaceAll('_', ' ')})` : ''
  const since = need.since === null ? '' : ` ${forTime(now - need.since)} ago`
  const successor = departure?.successor
  const next = successor?.isFree ? ` Its successor is ${successor.address}, ${successor.place}.` : ''
  const works = need.cause === 'left_pool' ? ' It still works for now.' : ' It no longer answers.'
  return thing(
    `Webshare took the exit of ${need.name} out`,
    `${need.host ?? 'It'} left the list${since}${why}.${works}${next}`,
    replace(successor?.isFree ? 'Move to successor' : 'Replace'),
  )
}

const reasonOf = ({ reason }: Need) =>
  reason !== null && Object.hasOwn(SENTENCES, reason) ? SENTENCES[reason as FailureName] : ''

function whyAndSince(need: Need, now: number) {
  const { host, since } = need
  const from = host === null ? '' : ` from ${host}`
  const silence = `No answer${from}${since === null ? '' : ` for ${forTime(now - since)}`}.`
  // That it did not answer in time is said.
  return need.reason === 'timeout' ? silence : `${silence} ${reasonOf(need)}`.trim()
}

function freeNear({ countryCode, cityName }: Need, { free }: Facts) {
  if (countryCode === null) return ''
  const here = cityName === null ? 0 : free(countryCode, cityName)
  if (here > 0) return `${here} ${here === 1 ? 'IP is' : 'IPs are'} free in ${cityName}.`
  const there = free(countryCode, null)
  const country = placeIn(countryCode, null)
  return there === 0 ? `No IP is free in ${country}.` : `${there} ${there === 1 ? 'IP is' : 'IPs are'} free in ${country}.`
}

// The button says what it will do.
function replaceLabel({ countryCode, cityName }: Need, { free }: Facts) {
  if (countryCode !== null && cityName !== null && free(countryCode, cityName) > 0) return `Replace with another ${cityName} IP`
  return countryCode !== null && free(countryCode, null) > 0 ? `Replace within ${placeIn(countryCode, null)}` : 'Replace'
}
