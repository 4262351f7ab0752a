import type { ProxyServer } from '#src/net/proxy.ts'

const URL_CREDENTIALS = /\/\/[^/\s@]{1,200}@/g
const SHORTEST = 4

/** What a reporter wrote, without the proxy's credentials: programs put whole proxy URLs into their error messages. */
export function withoutSecrets(text: string, proxy: ProxyServer | null): string {
  const secrets = [proxy?.password, proxy?.password && encodeURIComponent(proxy.password)].filter(
    (one) => one && one.length >= SHORTEST,
  )
  return secrets.reduce<string>(
    (left, secret) => left.replaceAll(secret ?? '', '[Redacted]'),
    text.replace(URL_CREDENTIALS, '//[Redacted]@'),
  )
}
