/** What the fields of forms are called on pages, by their names on the wire. */
const WORDS: Record<string, string> = {
  accountId: 'Account',
  account_ids: 'Accounts',
  accounts_per_proxy: 'Accounts per exit',
  action: 'What to do',
  add_tags: 'Tags to add',
  api_key: 'API key',
  clientReferenceId: 'Your reference',
  client_reference_id: 'Your reference',
  code: 'Code',
  csv: 'File',
  current_password: 'Present password',
  email: 'E-mail address',
  expires_at: 'Ends',
  link_redirect_urls: 'Where connect links may return to',
  move_policy: 'If its exit dies',
  new_password: 'New password',
  organisation_name: 'Name of your organisation',
  plan_id: 'Plan',
  preferredCity: 'City',
  preferredCountry: 'Country',
  proxyCountry: 'Country',
  proxy_address: 'Address',
  proxy_city_name: 'City',
  proxy_city_preference: 'City',
  proxy_country_code: 'Country',
  proxy_is_active: 'In use',
  proxy_line: 'Proxy',
  proxy_mode: 'Kind of list',
  proxy_password: 'Password',
  proxy_port: 'Port',
  proxy_protocol: 'Protocol',
  proxy_region_preference: 'Country',
  proxy_username: 'User name',
  q: 'Search',
  remove_tags: 'Tags to take away',
  rest_days: 'Rest before another account gets an exit',
  totp: 'Code',
  userAgent: 'User agent',
  username: 'User name',
  xBc: 'x-bc',
}

/**
 * A field as pages call it, with the entry of a list that is meant: `tags.2` is the third of the tags.
 * @param path as `details` of VALIDATION_ERROR has it.
 */
export function fieldWords(path: string): string {
  const [name = '', ...rest] = path.split('.')
  const index = Number(rest[0])
  const place = rest.length > 0 && Number.isInteger(index) ? `, ${index + 1}.` : ''
  return `${WORDS[name] ?? plain(name)}${place}`
}

/** What is wrong with a field, as a line: "City needs a country". Reasons name fields as they are on the wire. */
export const fieldProblem = (path: string, message: string) => `${fieldWords(path)}: ${withWords(message)}`

/** A reason with the words of the pages instead of names on the wire. */
export const withWords = (message: string) =>
  message.replace(/\b[a-z]+(?:_[a-z]+)+\b|\bpreferred[A-Z]\w+/g, (name) => WORDS[name] ?? plain(name))

const plain = (name: string) => {
  const words = name
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
