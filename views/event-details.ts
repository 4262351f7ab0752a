import { reasonIn } from './event-words.ts'

type Data = Record<string, unknown>

/** What an event holds beyond its type, as short lines. Events hold ids and display words only; ids are left out here. */
export function detailsOf(data: Data): string[] {
  const {
    from,
    to,
    why,
    reason,
    exit,
    changes,
    ok,
    exit_ip: exitIp,
    cause: _cause,
    ...rest
  } = isSession(data) ? sessionIn(data) : data
  const others = Object.entries(rest).filter(([name, value]) => !isNothing(value) && !/(^|_)ids?$/.test(name))
  return [
    ...(isData(exit) || typeof exit === 'string' ? [wordOf(exit)] : []),
    ...moveIn(from, to),
    ...(ok === true ? [`answers as ${wordOf(exitIp)}`] : ok === false ? ['failed'] : []),
    ...changesIn(changes),
    ...others.map(([name, value]) => told(name, value)),
    // That somebody asked for it, the sentence says already.
    ...[reason, why].flatMap((one) =>
      one === null || one === undefined || one === 'requested' ? [] : [reasonIn(one) || wordOf(one)],
    ),
  ].filter((line) => line !== '')
}

const isNothing = (value: unknown) => value === null || value === '' || value === 0

// Events of a connection hold all of it, for webhooks. Here it is told what it became, and as whom.
const isSession = ({ status, user }: Data) => typeof status === 'string' && isData(user)

function sessionIn({ status, user, from, permissions: _permissions, revision: _revision, ...rest }: Data): Data {
  const name = isData(user) && typeof user.username === 'string' ? user.username : ''
  const to = spaced(wordOf(status))
  const before = typeof from === 'string' && from !== status ? { from: spaced(from) } : {}
  return { ...before, to, ...(name !== '' && { as: `@${name}` }), ...rest }
}

const moveIn = (from: unknown, to: unknown) => {
  if (from === undefined && to === undefined) return []
  return [from === null || from === undefined ? wordOf(to) : `${wordOf(from)} → ${wordOf(to)}`]
}

function changesIn(changes: unknown): string[] {
  if (!isData(changes)) return changes === undefined ? [] : [wordOf(changes)]
  return Object.entries(changes).map(([name, change]) => told(name, change))
}

const told = (name: string, value: unknown) =>
  value === true ? spaced(name) : value === false ? `not ${spaced(name)}` : `${spaced(name)} ${wordOf(value)}`

const spaced = (name: string) => name.replace(/_|(?=[A-Z])/g, ' ').toLowerCase()
const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value)

function wordOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none'
  if (Array.isArray(value)) return value.map(wordOf).join(', ') || 'none'
  if (!isData(value)) return String(value)
  if ('from' in value || 'to' in value) return `${wordOf(value.from)} → ${wordOf(value.to)}`
  if ('address' in value) return [value.city, value.country, value.address].filter(Boolean).map(wordOf).join(' ')
  return Object.entries(value)
    .filter(([, part]) => part !== null)
    .map(([name, part]) => `${spaced(name)} ${wordOf(part)}`)
    .join(', ')
}
