import type { Permission } from '#src/settings/permissions.ts'

/**
 * What may be asked of OnlyFans, by the permission it takes: the only list there is. Whatever does not stand here is refused,
 * above all what hands out or changes how somebody signs in (`auth-token`, `ws-auth`, `otp`, `password`, `sessions`, `logins`,
 * `helpers`, `switch`), what spends or moves money (`payments`, `payouts/bank`) and legal documents.
 *
 * `:id` is a number, `:list` a number or one of OnlyFans' own lists, `:user` a number or a user name, `:word` a word of theirs.
 * After the paths that public clients of its web API call.
 */
const ALLOWED: Record<Permission, string> = {
  'analytics:read': `
    GET users/me/profile/stats
    GET users/me/start-date-model
    GET users/me/stats/overview
    GET users/me/stats/messages/:word
    GET users/me/stats/top/:word
    GET messages/queue/chart
    GET posts/chart
    GET posts/top
    GET posts/:id/stats
    GET promotions/chart
    GET stories/chart
    GET stories/top
    GET streaks
    GET streaks/top
    GET streams/chart
    GET streams/top
    GET subscriptions/subscribers/chart
    GET subscriptions/subscribers/top
    GET trials/chart
    GET trials/stats`,
  'earnings:read': `
    GET earnings/chart
    GET payouts/balances
    GET payouts/chart
    GET payouts/chargebacks
    GET payouts/chargebacks/chart
    GET payouts/referrals/chart
    GET payouts/requests
    GET payouts/requests/referral
    GET payouts/transactions
    GET users/me/referrals`,
  'lists:read': `
    GET lists
    GET lists/:list
    GET lists/:list/users
    GET lists/check/:list/:id`,
  'lists:write': `
    POST lists
    POST lists/sort
    POST lists/users
    PUT PATCH DELETE lists/:list
    POST lists/:list/sort
    POST lists/:list/users
    DELETE lists/:list/users
    POST DELETE lists/:list/users/:id
    POST DELETE lists/:list/users/:id/pin
    POST lists/:list/users/pinned/sort
    POST lists/:list/users/subscribers
    POST lists/:list/users/top-subscribers`,
  'messages:read': `
    GET chats
    GET chats/:id
    GET chats/:id/media
    GET chats/:id/messages
    GET chats/:id/messages/:id
    GET chats/:id/messages/search
    GET messages/:id
    GET messages/queue
    GET messages/queue/stats
    GET messages/queue/:id
    GET messages/templates`,
  'messages:write': `
    POST chats/:id/messages
    POST chats/mark-as-read
    POST DELETE chats/:id/mark-as-read
    PUT DELETE messages/:id
    PUT messages/:id/hide
    POST DELETE messages/:id/like
    POST messages/queue
    PUT DELETE messages/queue/:id
    POST messages/templates
    POST messages/templates/reply_on_subscribe
    PUT DELETE messages/templates/:id`,
  'notifications:read': `
    GET users/alert
    GET users/notifications
    GET users/notifications/count
    GET users/notifications/settings/tabs-order`,
  'posts:read': `
    GET posts
    GET posts/:id
    GET posts/:id/comments
    GET posts/bookmarks
    GET posts/bookmarks/categories
    GET labels
    GET labels/:id
    GET schedules
    GET schedules/counters
    GET stories
    GET stories/:id
    GET stories/:id/viewers
    GET stories/highlights
    GET stories/highlights/:id
    GET streams/:id
    GET users/:user/labels
    GET users/:user/posts
    GET users/:user/posts/:word
    GET users/:user/stories
    GET users/:user/stories/highlights
    GET users/posts/on-this-day`,
  'posts:write': `
    POST posts
    PUT PATCH DELETE posts/:id
    PUT posts/:id/hide
    POST DELETE posts/:id/bookmarks
    POST posts/:id/comments
    POST posts/:id/favorites/:id
    DELETE comments/:id
    POST DELETE comments/:id/like
    POST DELETE comments/:id/pin
    POST labels
    POST labels/sort
    PATCH DELETE labels/:id
    POST DELETE labels/:id/posts
    DELETE labels/:id/post/:id
    PUT schedules/:id/publish
    POST stories
    DELETE stories/:id
    POST DELETE stories/:id/like
    POST stories/highlights
    PUT PATCH DELETE stories/highlights/:id`,
  'profile:read': `
    GET users/me
    GET users/me/id
    GET users/list
    GET users/links
    GET users/social/buttons
    GET users/:user
    GET users/:user/links
    GET users/:user/social/buttons`,
  'profile:write': `
    PATCH users/me
    POST PUT users/links
    DELETE users/links/:id
    POST PUT users/social/buttons
    PUT DELETE users/social/buttons/:id`,
  'promotions:read': `
    GET campaigns
    GET campaigns/:id
    GET promotions
    GET promotions/:id
    GET promotions/offer/:id
    GET subscriptions/bundles
    GET trials
    GET trials/:id
    GET users/promotions`,
  'promotions:write': `
    POST campaigns
    DELETE campaigns/:id
    POST promotions
    PUT DELETE promotions/:id
    POST promotions/:id/finish
    POST subscriptions/bundles
    PUT DELETE subscriptions/bundles/:id
    POST trials
    PUT DELETE trials/:id
    POST DELETE trials/share-access`,
  'subscribers:read': `
    GET subscriptions/count/all
    GET subscriptions/subscribers
    GET subscriptions/subscribers/latest`,
  'subscribers:write': `
    PUT subscriptions/:id
    DELETE subscriptions/:id/attention
    DELETE subscriptions/:id/price-change-hint`,
  'subscriptions:read': `
    GET subscriptions/subscribes
    GET unsubscribe/reasons`,
  'users:write': `
    POST DELETE users/:user/block
    POST DELETE users/:user/restrict
    POST DELETE users/:user/subscribe
    POST DELETE stories/users/:id/block
    PUT DELETE subscriptions/:id/hide-posts`,
  'vault:read': `
    GET vault/lists
    GET vault/lists/:list
    GET vault/media
    GET vault/media/hash
    GET vault/media/:id`,
  'vault:write': `
    POST vault/lists
    POST vault/lists/sort
    PUT PATCH DELETE vault/lists/:list
    POST DELETE vault/lists/:list/media
    PUT vault/media/hidden
    DELETE vault/media
    DELETE vault/media/:id`,
}

/** What OnlyFans itself keeps at the place of a user name; most of it is nobody's to read through us. */
const NO_USER_NAMES = new Set(
  `alert appeal auth blocked change-password clicks-stats connect delete exists forgot-password get-auth-token get-otp-token
   helper-logout hints license_form links list login login-as-helper logout mass-alert mass-hints me media notifications opensea otp
   password posts profile promotions push-token recommends register restore-access search settings social switch telegram-link
   terms tickets token verify ws-auth`.split(/\s+/),
)

const PARAMETERS: Record<string, (part: string) => boolean> = {
  ':id': (part) => /^\d{1,20}$/.test(part),
  ':list': (part) => /^(?:\d{1,20}|[a-z_]{2,40})$/.test(part),
  ':user': (part) => /^(?:\d{1,20}|u\d{1,20}|[A-Za-z][\w.-]{1,49}[\w-])$/.test(part) && !NO_USER_NAMES.has(part.toLowerCase()),
  ':word': (part) => /^[a-z_-]{2,40}$/.test(part),
}

interface Known {
  parts: string[]
  permission: Permission
}

/** By method and how many parts the path has. */
const KNOWN = new Map<string, Known[]>()
for (const [permission, text] of Object.entries(ALLOWED) as [Permission, string][]) {
  for (const line of text.trim().split('\n')) {
    const words = line.trim().split(' ')
    const parts = (words.pop() ?? '').split('/')
    for (const method of words) {
      const place = `${method} ${parts.length}`
      KNOWN.set(place, [...(KNOWN.get(place) ?? []), { parts, permission }])
    }
  }
}

/**
 * The permission that a request to OnlyFans takes; null for one that is not on the list.
 * @param path below `/api2/v2/`, without a query: `users/me`.
 */
export function permissionFor(method: string, path: string): Permission | null {
  const parts = path.split('/')
  const known = KNOWN.get(`${method === 'HEAD' ? 'GET' : method} ${parts.length}`) ?? []
  return known.find((one) => one.parts.every((part, at) => fits(part, parts[at] ?? '')))?.permission ?? null
}

const fits = (pattern: string, part: string) =>
  pattern.startsWith(':') ? PARAMETERS[pattern]?.(part) === true : pattern === part

/** Every line of the list, for whoever wants to know what is on it. */
export const allowedPaths = (): { method: string; path: string; permission: Permission }[] =>
  [...KNOWN].flatMap(([place, all]) =>
    all.map(({ parts, permission }) => ({ method: place.split(' ', 1)[0] ?? '', path: parts.join('/'), permission })),
  )
