/** The columns a file of accounts may have (UX: `name, username, tags, country, city, proxy, client_reference_id, note`). */
export const COLUMNS = ['name', 'username', 'tags', 'country', 'city', 'proxy', 'client_reference_id', 'note'] as const
export type Column = (typeof COLUMNS)[number]

// Other words for the same, as other tools export them; written without case, spaces and punctuation.
const ALIASES: Record<Column, string[]> = {
  name: ['name', 'account', 'accountname', 'displayname', 'stagename', 'creator', 'model'],
  username: ['username', 'user', 'handle', 'login', 'onlyfansusername', 'ofusername'],
  tags: ['tags', 'tag', 'labels', 'label', 'groups', 'group'],
  country: ['country', 'countrycode', 'proxycountry', 'geo'],
  city: ['city', 'town', 'proxycity'],
  proxy: ['proxy', 'proxystring', 'proxyurl', 'ownproxy'],
  client_reference_id: ['clientreferenceid', 'clientreference', 'clientref', 'reference', 'ref', 'externalid', 'clientid'],
  note: ['note', 'notes', 'comment', 'comments', 'remark', 'remarks'],
}

const BY_ALIAS = new Map(COLUMNS.flatMap((column) => ALIASES[column].map((alias) => [alias, column] as const)))

/** Which column a header names; null for one that is left out. */
export const columnOf = (header: string): Column | null => BY_ALIAS.get(header.toLowerCase().replace(/[^a-z0-9]/g, '')) ?? null
