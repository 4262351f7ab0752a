import { createHash } from 'node:crypto'

/** Rules as a public file in the prefix form has them; made up. */
export interface PublicRules {
  static_param: string
  prefix: string
  suffix: string
  checksum_constant: number
  checksum_indexes: number[]
  app_token: string
  revision?: string
  remove_headers?: string[]
}

/** Other rules for each number, as a front-end release brings them. */
export function madeUpRules(release = 1): PublicRules {
  const builtAt = Math.floor(Date.UTC(2026, 10, 1, release) / 1000)
  return {
    static_param: createHash('sha1').update(`release ${release}`).digest('base64').replace(/\W/g, '0').slice(0, 27),
    prefix: String(50_000 + release),
    suffix: builtAt.toString(16),
    checksum_constant: release * 7 - 300,
    checksum_indexes: Array.from({ length: 32 }, (_, index) => (index * 7 + release) % 40),
    app_token: '33d57ade8c02dbc5a333db99ff9ae26a',
    revision: `2026110100-${release}`,
  }
}

/** The signature as the front end makes it; written apart from the program's own, so that both can be wrong only separately. */
export function expectedSign(rules: PublicRules, path: string, time: string, userId: string): string {
  const hash = createHash('sha1').update(`${rules.static_param}\n${time}\n${path}\n${userId}`).digest('hex')
  let sum = rules.checksum_constant
  for (const index of rules.checksum_indexes) sum += hash.codePointAt(index) ?? 0
  return [rules.prefix, hash, Math.abs(sum).toString(16), rules.suffix].join(':')
}
