import { expect, test } from 'bun:test'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError, readConfig, VARIABLES } from '#src/config.ts'

const KEY = Buffer.alloc(32, 5).toString('base64')

function refusalOf(env: Record<string, string>): string {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('It was accepted')
}

function fileWith(text: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'mooring-config-')), 'secret')
  writeFileSync(file, text)
  return file
}

test.each([
  ['MOORING_PORT', 'eighty'],
  ['MOORING_PORT', '65536'],
  ['MOORING_PORT', '-1'],
  ['MOORING_PORT', '80.5'],
  ['MOORING_PORT', '0x50'],
  ['MOORING_PORT', '8e3'],
  ['MOORING_PORT', '   '],
  ['MOORING_SECRET_KEY', 'c2hvcnQ='],
  ['MOORING_SECRET_KEY', `${'!'.repeat(43)}=`],
  ['MOORING_PUBLIC_URL', 'mooring.example'],
  ['MOORING_PUBLIC_URL', 'ftp://mooring.example'],
  ['MOORING_PUBLIC_URL', 'https://agency.example/mooring'],
  ['MOORING_PUBLIC_URL', 'https://user:secret@agency.example'],
  ['MOORING_OWNER_EMAIL', 'nora-at-agency'],
  ['MOORING_OWNER_PASSWORD', 'elevenchars'],
  ['WEBSHARE_API_KEY', 'tooshrt'],
  ['WEBSHARE_API_URL', 'not an address'],
  ['WEBSHARE_PLAN_ID', 'plan-seven'],
  ['MOORING_POOL_SYNC_EVERY', '47'],
  ['MOORING_POOL_SYNC_EVERY', '4s'],
  ['MOORING_POOL_SYNC_EVERY', '8d'],
  ['MOORING_CHECK_EVERY', 'often'],
  ['MOORING_CHECK_URL', 'file:///etc/passwd'],
  ['ONLYFANS_API_URL', 'javascript:1'],
  ['MOORING_RULES_URL', 'http://rules.example/rules.json'],
  ['MOORING_RULES_URL', 'https://rules.example/a.json, rules.json'],
  ['MOORING_RULES_URL', 'https://user:password@rules.example/rules.json'],
  ['MOORING_ALLOW_PRIVATE_PROXIES', '10.0.0.0/8,192.168.0.0'],
  ['MOORING_TRUSTED_PROXIES', 'loadbalancer'],
  ['MOORING_METRICS_TOKEN', 'fifteencharsxxx'],
  ['MOORING_LOG_LEVEL', 'chatty'],
  ['MOORING_LOG_FORMAT', 'xml-ish'],
])('%s refuses %p and does not repeat it', (name, value) => {
  const message = refusalOf({ [name]: value })

  expect(message).toContain(name)
  expect(message).toContain('takes')
  expect(message).not.toContain(value)
})

test('every variable has a sentence and a default that it takes itself', () => {
  const config = readConfig({})

  expect(config.publicUrl.href).toBe('http://127.0.0.1:3000/')
  expect(Object.values(VARIABLES).filter(({ about, takes }) => about === '' || takes === '')).toEqual([])
})

test('a secret comes from a file', () => {
  const config = readConfig({ MOORING_SECRET_KEY_FILE: fileWith(`${KEY}\n`), WEBSHARE_API_KEY_FILE: fileWith('key-from-file') })

  expect(config.secretKey).toEqual(Buffer.alloc(32, 5))
  expect(config.webshare.apiKey).toBe('key-from-file')
})

test('a secret in both places is refused', () => {
  const message = refusalOf({ MOORING_SECRET_KEY: KEY, MOORING_SECRET_KEY_FILE: fileWith(KEY) })

  expect(message).toContain('MOORING_SECRET_KEY_FILE')
  expect(message).not.toContain(KEY)
})

test('a secret file that cannot be read is refused by name', () => {
  const message = refusalOf({ WEBSHARE_API_KEY_FILE: '/nowhere/at-all' })

  expect(message).toContain('WEBSHARE_API_KEY_FILE')
  expect(message).not.toContain('/nowhere')
})

test('a wrong value in a secret file is not repeated', () => {
  const file = fileWith('wrong-key-value')
  chmodSync(file, 0o600)

  const message = refusalOf({ MOORING_SECRET_KEY_FILE: file })

  expect(message).toContain('MOORING_SECRET_KEY')
  expect(message).not.toContain('wrong-key-value')
})

test('only secrets can come from files', () => {
  const config = readConfig({ MOORING_PORT_FILE: fileWith('4000') })

  expect(config.port).toBe(3000)
})

test('plain HOST and PORT are read too, and ours win', () => {
  expect(readConfig({ HOST: '0.0.0.0', PORT: '8080' })).toMatchObject({ host: '0.0.0.0', port: 8080 })
  expect(readConfig({ PORT: '8080', MOORING_PORT: '9090' }).port).toBe(9090)
})

test('links never name a wildcard address', () => {
  expect(readConfig({ MOORING_HOST: '0.0.0.0' }).publicUrl.origin).toBe('http://localhost:3000')
  expect(readConfig({ MOORING_HOST: '::' }).publicUrl.origin).toBe('http://localhost:3000')
  expect(readConfig({ MOORING_HOST: '::1' }).publicUrl.origin).toBe('http://[::1]:3000')
})

test('an empty variable counts as not set', () => {
  const config = readConfig({ MOORING_PORT: '', WEBSHARE_API_KEY: '' })

  expect(config.port).toBe(3000)
  expect(config.webshare.apiKey).toBeUndefined()
})

test('an owner needs both e-mail and password', () => {
  expect(refusalOf({ MOORING_OWNER_EMAIL: 'nora@agency.example' })).toContain('MOORING_OWNER_PASSWORD')
  expect(refusalOf({ MOORING_OWNER_PASSWORD: 'anchor weather' })).toContain('MOORING_OWNER_EMAIL')
})

test('switched-off certificate checks are refused', () => {
  const message = refusalOf({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })

  expect(message).toContain('NODE_TLS_REJECT_UNAUTHORIZED')
  expect(message).toContain('MOORING_CA_FILE')
})
