import { randomBytes } from 'node:crypto'
import { bodyOf, IMPORT, type Sessions } from '#tests/connections/setup.ts'
import type { TestApp } from '#tests/support/app.ts'

/** A creator with a mark of her own in every place that something is written to. */
export async function planted(sessions: Sessions, { nora, stella }: TestApp) {
  const mark = (kind: string) => `${kind}-${randomBytes(8).toString('hex')}`
  const marks = {
    name: mark('Name'),
    username: mark('user'),
    reference: mark('ref'),
    note: mark('note'),
    tag: mark('tag'),
    proxyUser: mark('pu'),
    proxyPassword: mark('pp'),
    avatar: `https://cdn.example/${mark('avatar')}.jpg`,
    onlyfansName: mark('Of'),
    agent: mark('Agent'),
    failure: mark('failure'),
  }
  const proxy = await sessions.proxy({ username: marks.proxyUser, password: marks.proxyPassword })
  await nora.json('PATCH', `/api/accounts/${stella}`, {
    name: marks.name,
    username: marks.username,
    client_reference_id: marks.reference,
    note: marks.note,
    tags: [marks.tag],
  })
  return { marks, proxy, ...(await lived(sessions, { nora, stella, marks, proxy })) }
}

type Marks = Awaited<ReturnType<typeof planted>>['marks']

interface Life extends Pick<TestApp, 'nora' | 'stella'> {
  marks: Record<string, string>
  proxy: { host: string; port: number }
}

async function lived(sessions: Sessions, { nora, stella, marks, proxy }: Life) {
  const base = `/api/proxy/account/${stella}`
  await nora.json('POST', `${base}/assign-auto`, {}, { 'idempotency-key': 'planted-assign' })
  const given = {
    proxy_address: proxy.host,
    proxy_port: proxy.port,
    proxy_username: marks.proxyUser,
    proxy_password: marks.proxyPassword,
  }
  const manual = await nora.json('POST', `${base}/set-manual`, given)
  const { user, session } = sessions.creator(
    { name: marks.onlyfansName, avatar: marks.avatar },
    { userAgent: `Mozilla/5.0 ${marks.agent}` },
  )
  const body = { ...bodyOf(session), accountId: stella, clientReferenceId: marks.reference }
  const connected = await nora.json('POST', IMPORT, body, { 'idempotency-key': 'planted-import' })
  await nora.json('POST', `${base}/handle-failure`, { error: marks.failure })
  const job = await nora.json('POST', '/api/proxy/bulk', { account_ids: [stella], action: 'test' })
  return { user, session, connectionId: connected.body.id as string, made: [manual.status, connected.status, job.status] }
}

export type { Marks }
