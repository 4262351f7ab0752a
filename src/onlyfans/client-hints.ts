/** The `sec-ch-ua…` headers that a browser sends beside its user agent. */
export interface ClientHints {
  brands: string
  mobile: string
  platform: string
}

const GREASE = [' ', '(', ':', '-', '.', '/', ')', ';', '=', '?', '_']
const GREASE_VERSIONS = ['8', '99', '24']
const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const

// Others on Chromium (Opera, Brave, Samsung) name themselves in the hints by rules of their own.
const OTHER_BROWSERS = /OPR\/|Brave|SamsungBrowser|YaBrowser|Vivaldi|HeadlessChrome|; wv\)|CriOS/

const PLATFORMS: [RegExp, string][] = [
  [/Windows NT/, 'Windows'],
  [/Android/, 'Android'],
  [/CrOS/, 'Chrome OS'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]

/**
 * The hints that Chrome and Edge send with this user agent, since their version 110 made of its number alone (Chromium,
 * components/embedder_support/user_agent_utils.cc). Null for every other browser: none is better than a wrong one.
 */
export function clientHintsOf(userAgent: string): ClientHints | null {
  const [, digits] = / Chrome\/(\d{3})\.0\.0\.0 /.exec(userAgent) ?? []
  const platform = PLATFORMS.find(([pattern]) => pattern.test(userAgent))?.[1]
  const version = Number(digits)
  if (digits === undefined || version < 110 || platform === undefined || OTHER_BROWSERS.test(userAgent)) return null
  const brand = / Edg\/\d/.test(userAgent) ? 'Microsoft Edge' : 'Google Chrome'
  const nobody = `Not${GREASE[version % 11]}A${GREASE[(version + 1) % 11]}Brand`
  const named = [
    [nobody, GREASE_VERSIONS[version % 3]],
    ['Chromium', digits],
    [brand, digits],
  ]
  const brands: string[] = []
  for (const [index, place] of (ORDERS[version % 6] ?? ORDERS[0]).entries()) {
    brands[place] = `"${named[index]?.[0]}";v="${named[index]?.[1]}"`
  }
  return { brands: brands.join(', '), mobile: / Mobile /.test(userAgent) ? '?1' : '?0', platform: `"${platform}"` }
}
