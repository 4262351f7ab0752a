import type { Config } from '#src/config.ts'

/** A value that only the environment sets, as the settings page shows it. */
export interface FixedValue {
  label: string
  value: string
  variable: string
  /** False: nobody set it and the default holds. */
  isSet: boolean
}

/** What the environment decides, secrets left out. */
export function fixedByEnvironment(config: Config): FixedValue[] {
  const values: [string, string, string][] = [
    ['Address of this server', config.publicUrl.href, 'MOORING_PUBLIC_URL'],
    ['Pool refresh', everyMinutes(config.poolSyncEveryMs), 'MOORING_POOL_SYNC_EVERY'],
    ['Checks of exits', everyMinutes(config.checkEveryMs), 'MOORING_CHECK_EVERY'],
    ['Page that checks fetch', config.checkUrl.href, 'MOORING_CHECK_URL'],
    ['Private ranges allowed as proxies', listed(config.allowPrivateProxies), 'MOORING_ALLOW_PRIVATE_PROXIES'],
    ['Reverse proxies that are believed', listed(config.trustedProxies), 'MOORING_TRUSTED_PROXIES'],
  ]
  return values.map(([label, value, variable]) => ({ label, value, variable, isSet: config.setByEnvironment.has(variable) }))
}

const listed = (ranges: string[]) => (ranges.length === 0 ? 'none' : ranges.join(', '))
const everyMinutes = (ms: number) => (ms < 60_000 ? `every ${ms / 1000} s` : `every ${Math.round(ms / 6_000) / 10} min`)
