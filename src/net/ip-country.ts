// The IPv4 file of geo-whois-asn-country (CC0), carried by the compiled binary.

import { readFileSync } from 'node:fs'
import databasePath from '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country-ipv4.mmdb' with { type: 'file' }
import ipaddr from 'ipaddr.js'
import { Reader } from 'mmdb-lib'

interface CountryRecord {
  country_code?: string
}

let reader: Reader<never> | undefined

/** Where an address is registered, ISO 3166-1 alpha-2; null when the table does not know it (all IPv6). */
export function countryOfIp(ip: string): string | null {
  if (!ipaddr.IPv4.isIPv4(ip)) return null
  // Opened at the first question: 3 MB that many a process never needs.
  reader ??= new Reader<never>(readFileSync(databasePath))
  const found = reader.get(ip) as CountryRecord | null
  return found?.country_code || null
}
