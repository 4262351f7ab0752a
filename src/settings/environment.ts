import { version } from '#package.json' with { type: 'json' }
import type { Config } from '#src/config.ts'

/** A value that only the environment sets, as the settings page shows it. */
export interface FixedValue {
  label: string
  value: string
  variable: string
  /** False: nobody set it and the default holds. */
  isSet: boolean
}

/** What the environment decides, by the card that shows it; secrets left out. */
export interface FixedValues {
  checks: FixedValue[]
  security: FixedValue[]
  about: FixedValue[]
}

export function fixedByEnvironment(config: Config): FixedValues {
  const fixed = (label: string, value: string, variable: string): FixedValue => ({
    label,
    value,
    variable,
    isSet: config.setByEnvironment.has(variable),
  })
  return {
    checks: [
      fixed('Exits are checked', every(config.checkEveryMs), 'MOORING_CHECK_EVERY'),
      fixed('Page that a check fetches', config.checkUrl.href, 'MOORING_CHECK_URL'),
      fixed('The pool is refreshed', every(config.poolSyncEveryMs), 'MOORING_POOL_SYNC_EVERY'),
    ],
    security: [
      fixed('Private ranges allowed as proxies', listed(config.allowPrivateProxies), 'MOORING_ALLOW_PRIVATE_PROXIES'),
      fixed('Reverse proxies that are believed', listed(config.trustedProxies), 'MOORING_TRUSTED_PROXIES'),
    ],
    about: [
      fixed('Address of this server', config.publicUrl.href, 'MOORING_PUBLIC_URL'),
      fixed('Data folder', config.dataDir, 'MOORING_DATA_DIR'),
    ],
  }
}

/** What this installation is, and whom it talks to. */
export interface About {
  version: string
  /** Every host it connects to by itself, with what for. */
  hosts: { host: string; why: string }[]
}

export const aboutOf = ({ webshare, checkUrl, onlyfansUrl, rulesUrls }: Config): About => ({
  version,
  hosts: [
    {
      host: webshare.apiUrl.host,
      why: 'gives the list of proxies; also asked when many checks fail at once, to see whether our own network works',
    },
    { host: checkUrl.host, why: 'tells the exit IP of a proxy; asked through that proxy alone' },
    { host: onlyfansUrl.host, why: 'asked as an account, through the proxy of that account alone' },
    ...[...new Set(rulesUrls.map(({ host }) => host).filter(Boolean))].map((host) => ({
      host,
      why: 'has the rules that requests to OnlyFans are signed by; asked when a session is used',
    })),
  ],
})

const listed = (ranges: string[]) => (ranges.length === 0 ? 'none' : ranges.join(', '))
const every = (ms: number) => (ms < 60_000 ? `every ${ms / 1000} s` : `every ${Math.round(ms / 6_000) / 10} min`)
