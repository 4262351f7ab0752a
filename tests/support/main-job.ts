import { expect } from 'bun:test'
import { join } from 'node:path'
import { client, jobDone } from './client.ts'
import { freshFolder, type Started, start } from './mooring.ts'
import type { Outside } from './outside.ts'

const OWNER = { name: 'Nora Vale', email: 'nora@agency.example', password: 'anchor weather harbour' }

/**
 * What an agency does on its first day, on a program that runs as a process of its own: claim the owner's place, connect
 * Webshare, add an account, give it an exit, test it, read it. The same for the source and for the binary.
 * @param command what is run.
 */
export async function doMainJob(command: string[], outside: Outside) {
  const cwd = freshFolder()
  const mooring = await start({
    command,
    cwd: command.length === 1 ? cwd : undefined,
    env: { ...outside.env, MOORING_DATA_DIR: join(cwd, 'data') },
  })
  try {
    await workThrough(mooring, outside)
  } finally {
    expect(await mooring.stop()).toBe(0)
  }
}

async function workThrough(mooring: Started, outside: Outside) {
  const link = /http:\/\/\S+\/setup\/[\w-]+/.exec(mooring.lines.join('\n'))?.[0] ?? ''
  const claimed = await client('')('POST', link, OWNER)
  expect(claimed.status).toBe(200)
  const call = client(mooring.url, claimed.body.data.token)

  const source = await call('POST', '/api/pool/sources', { api_key: outside.key })
  expect(source.status).toBe(201)
  const synced = await jobDone(call, source.body.data.job_id)
  expect(synced.state).toBe('done')
  const countries = await call('GET', '/api/proxy/webshare/available-countries')
  expect(countries.body.data).toContainEqual({ code: 'DE', name: 'Germany', region: 'Europe', available: expect.any(Number) })

  const account = await call('POST', '/api/accounts', { name: 'Stella Moon', username: 'stellamoon', tags: ['night'] })
  expect(account.status).toBe(201)
  const at = `/api/proxy/account/${account.body.data.id}`
  const assigned = await call('POST', `${at}/assign-auto`, { preferredCountry: 'DE' })
  expect(assigned.status).toBe(200)
  expect(assigned.body.data.proxy_country_code).toBe('DE')

  const tested = await call('POST', `${at}/test`)
  expect(tested.status).toBe(200)
  // The stand-in proxies leave from their own addresses, so the exit that was seen is the proxy itself.
  expect(tested.body.tested_proxy.exit_ip).toBe(assigned.body.data.proxy_address)

  const read = await call('GET', at)
  expect(read.body.data).toMatchObject({
    proxy_mode: 'auto',
    proxy_is_active: true,
    proxy_address: assigned.body.data.proxy_address,
  })
  expect(outside.origin.connections).not.toContain('127.0.0.1')

  await seePages(mooring.url, claimed.body.data.token, account.body.data.id)
}

async function seePages(url: string, token: string, accountId: string) {
  const headers = { accept: 'text/html', cookie: `mooring_session=${token}` }
  for (const path of ['/', '/accounts', `/accounts/${accountId}`, '/pool', '/settings', '/jobs', '/activity', '/keys']) {
    const page = await fetch(url + path, { headers, redirect: 'manual' })
    expect([path, page.status]).toEqual([path, 200])
    const text = await page.text()
    for (const [, asset] of text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
      const file = await fetch(url + asset)
      expect([asset, file.status]).toEqual([asset, 200])
      expect((await file.text()).length).toBeGreaterThan(100)
    }
    expect(text).toContain('/assets/')
  }
}
