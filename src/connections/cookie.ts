/** A cookie that a session cannot do without, and what is wrong with it. */
export interface CookieProblem {
  /** Name of the cookie; `cookie` for the text as a whole. */
  name: string
  /** Goes on from the name: `is missing`. */
  message: string
}

export interface ReadCookie {
  /** As it is sent: in the order it came, without what only counts visitors or keeps caches apart. */
  header: string
  /** OnlyFans' number of the user (`auth_id`). */
  userId: string | null
  sess: string | null
  /** Which browser it is. */
  fp: string | null
  problems: CookieProblem[]
}

type Pair = [name: string, value: string]

/** Longer texts are no cookies of one site; servers refuse headers of this size. */
const MAX_CHARACTERS = 16_384
const NOISE = ['__cf_bm', '_cfuvid', '__cfruid', 'cloudfront-', '_ga', '_gid', '_gat', '_gcl_']

/** Reads cookies as people paste them: a `Cookie` header, or what an extension exports as JSON. */
export function readCookieText(text: string): ReadCookie {
  if (text.length > MAX_CHARACTERS * 4) return unreadable('is too long')
  const trimmed = text.trim()
  if (!trimmed.startsWith('[') && !trimmed.startsWith('{')) return read(pairsOfHeader(trimmed))
  try {
    return readCookieJar(JSON.parse(trimmed))
  } catch {
    return unreadable('is neither a Cookie header nor JSON')
  }
}

/** Reads a map from name to value, or a list of `{name, value, domain?}`. */
export function readCookieJar(jar: unknown): ReadCookie {
  if (Array.isArray(jar))
    return read(jar.filter(isOfOnlyFans).map(({ name, value }): Pair => [String(name), String(value ?? '')]))
  if (typeof jar !== 'object' || jar === null) return unreadable('is missing')
  return read(Object.entries(jar).map(([name, value]): Pair => [name, String(value ?? '')]))
}

function pairsOfHeader(text: string): Pair[] {
  const header = text.slice(0, 7).toLowerCase() === 'cookie:' ? text.slice(7) : text
  return header.split(';').flatMap((part): Pair[] => {
    const at = part.indexOf('=')
    return at < 0 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()]]
  })
}

// Extensions export what a browser holds for other sites as well.
const isOfOnlyFans = (one: unknown): one is { name: unknown; value: unknown } => {
  const { name, domain } = (one ?? {}) as { name?: unknown; domain?: unknown }
  if (typeof name !== 'string') return false
  return typeof domain !== 'string' || /^\.?(?:[\w-]+\.)?onlyfans\.com$/i.test(domain)
}

function read(all: Pair[]): ReadCookie {
  const pairs = firstOfEach(all.filter(([name, value]) => name !== '' && value !== '' && !isNoise(name)))
  const cookieOf = (wanted: string) => pairs.find(([name]) => name === wanted)?.[1] ?? null
  const header = pairs.map(([name, value]) => `${name}=${value}`).join('; ')
  const found = { userId: cookieOf('auth_id'), sess: cookieOf('sess'), fp: cookieOf('fp') }
  const unlike = ['auth_id', 'sess', 'fp'].filter(
    (name) => new Set(all.filter(([one]) => one === name).map(([, v]) => v)).size > 1,
  )
  const problems: CookieProblem[] = [
    ...problemsOf(found),
    ...unlike.map((name) => ({ name, message: 'comes twice with different values' })),
    ...(pairs.some(([name, value]) => !isSendable(name, value))
      ? [{ name: 'cookie', message: 'has characters that no cookie may have' }]
      : []),
    ...(header.length > MAX_CHARACTERS ? [{ name: 'cookie', message: 'is too long' }] : []),
  ]
  return { header, ...found, problems }
}

function problemsOf({ userId, sess, fp }: Pick<ReadCookie, 'userId' | 'sess' | 'fp'>): CookieProblem[] {
  return [
    ...(userId === null
      ? [{ name: 'auth_id', message: 'is missing' }]
      : isUserId(userId)
        ? []
        : [{ name: 'auth_id', message: 'must be the number of a user' }]),
    ...(sess === null
      ? [{ name: 'sess', message: 'is missing' }]
      : sess === 'deleted'
        ? [{ name: 'sess', message: 'is deleted: this browser is signed out' }]
        : []),
    ...(fp === null ? [{ name: 'fp', message: 'is missing' }] : []),
  ]
}

const isUserId = (text: string) => /^[1-9]\d{0,19}$/.test(text)
const isNoise = (name: string) => NOISE.some((start) => name.toLowerCase().startsWith(start))
// What else stood in the header would begin a line of its own.
const isSendable = (name: string, value: string) => /^[\w!#$%&'*+\-.^`|~]+$/.test(name) && /^[\x20-\x3a\x3c-\x7e]*$/.test(value)

function firstOfEach(pairs: Pair[]): Pair[] {
  const names = new Set<string>()
  return pairs.filter(([name]) => !names.has(name) && names.add(name))
}

const unreadable = (message: string): ReadCookie => ({
  header: '',
  userId: null,
  sess: null,
  fp: null,
  problems: [{ name: 'cookie', message }],
})
