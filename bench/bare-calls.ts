import { readFileSync } from 'node:fs'
import { ProxyAgent } from 'undici/index.js'
import type { ProxyServer } from '#src/net/proxy.ts'
import { headersFor } from '#src/onlyfans/headers.ts'
import { rulesIn } from '#src/onlyfans/rules-form.ts'
import type { Session } from '#src/onlyfans/session.ts'

export interface BareOptions {
  url: string
  caFile: string
  rules: string
  proxy: ProxyServer
  sessions: Session[]
}

/** The same calls by undici alone: one agent for each user, signed beforehand, through the same proxy. */
export function bareCalls({ url, caFile, rules, proxy, sessions }: BareOptions) {
  const signing = rulesIn(readFileSync(rules, 'utf8'))
  if (!signing) throw new Error('There are no rules')
  const ca = readFileSync(caFile, 'utf8')
  const token = `Basic ${Buffer.from(`${proxy.username}:${proxy.password}`).toString('base64')}`
  const agents = sessions.map(
    () =>
      new ProxyAgent({
        uri: `http://${proxy.host}:${proxy.port}`,
        token,
        requestTls: { ca },
        keepAliveTimeout: 10_000,
        pipelining: 1,
      }),
  )

  return async function call(index: number, path: string) {
    const at = index % sessions.length
    const [session, agent] = [sessions[at], agents[at]]
    if (!session || !agent) throw new Error('There is nobody to call as')
    const headers = headersFor(signing, session, { method: 'GET', path, time: Date.now(), origin: url, wished: WISHED })
    const { statusCode, body } = await agent.request({ origin: url, path, method: 'GET', headers })
    await body.arrayBuffer()
    if (statusCode !== 200) throw new Error(`OnlyFans answered ${statusCode}`)
  }
}

const WISHED = { 'accept-encoding': 'identity' }
