import type { Client } from '#tests/support/client.ts'
import { AGENCY } from './agency.ts'
import type { DemoOutside } from './outside.ts'

const IMPORT = '/v2/account/connections/import'

/** Accounts with a working exit, by their place in the agency. */
const SIGNED_IN = [2, 4, 6, 14, 16]
const SIGNED_OUT = 8
const WAITING = 10
const TO_PASTE = 12

/** What somebody who looks at the demo can paste, and the code that the waiting creator got. */
export interface DemoPaste {
  name: string
  cookie: string
  userAgent: string
  xBc: string
  waiting: string
  code: string
}

/** Connects some of the accounts: most are let in, one signed out since, one waits for a code. */
export async function signIn(call: Client, { onlyfans }: DemoOutside, ids: string[]): Promise<DemoPaste> {
  const session = (index: number, options = {}) => {
    const { name = '', username = '' } = AGENCY[index] ?? {}
    return { name, ...onlyfans.signIn(onlyfans.addUser({ name, username }), options) }
  }
  const connect = async (index: number, options = {}) => {
    const { cookie, userAgent, xBc } = session(index, options)
    const { body } = await call('POST', IMPORT, { accountId: ids[index], cookie, userAgent, xBc })
    return { id: body.id as string, captured: { userId: '', cookie, userAgent, xBc } }
  }
  for (const index of SIGNED_IN) await connect(index)
  const { id, captured } = await connect(SIGNED_OUT)
  onlyfans.end(captured)
  await call('POST', `/v2/account/connections/${id}/check`)
  const code = '482913'
  await connect(WAITING, { secondFactor: { code } })
  const { name, cookie, userAgent, xBc } = session(TO_PASTE)
  return { name, cookie, userAgent, xBc: xBc ?? '', waiting: AGENCY[WAITING]?.name ?? '', code }
}
