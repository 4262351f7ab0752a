import { describe, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { signIns } from '#db/schema/team.ts'
import { createTokens } from '#src/team/tokens.ts'
import { caller, STARTS_AT, type TestApp, testApp } from '#tests/support/app.ts'

type Json = Record<string, unknown>

const part = (value: Json | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const HEADER = { alg: 'HS256', typ: 'JWT' }
const NOW_S = () => STARTS_AT / 1000
const claims = (more: Json = {}): Json => ({
  iss: 'mooring',
  aud: 'mooring/api',
  jti: 'sin_nora',
  sub: 'usr_nora',
  iat: NOW_S(),
  exp: NOW_S() + 3600,
  ...more,
})
const without = (name: string) => Object.fromEntries(Object.entries(claims()).filter(([key]) => key !== name))

function signed(header: Json, payload: Json | string, key: Buffer | string, algorithm = 'sha256') {
  const text = `${part(header)}.${part(payload)}`
  return `${text}.${createHmac(algorithm, key).update(text).digest('base64url')}`
}

const me = ({ app }: TestApp, token: string) =>
  caller((request) => app.handle(request), { authorization: `Bearer ${token}` }).json('GET', '/api/auth/me')

/** Three hundred tokens that are almost good. */
function mutants(good: string, key: Buffer): string[] {
  const [header = '', payload = '', signature = ''] = good.split('.')
  const wrongKeys = [
    '',
    'secret',
    'mooring',
    Buffer.alloc(32),
    key.toString('hex'),
    key.toString('base64'),
    key.subarray(1),
    signature,
  ]
  const wrongHeaders: Json[] = [
    { alg: 'none' },
    { alg: 'None', typ: 'JWT' },
    { alg: 'NONE', typ: 'JWT' },
    { alg: '', typ: 'JWT' },
    { typ: 'JWT' },
    { alg: 'HS256' },
    { alg: 'HS256', typ: 'at+jwt' },
    { alg: 'hs256', typ: 'JWT' },
    { alg: 'RS256', typ: 'JWT' },
    { alg: 'ES256', typ: 'JWT' },
    { alg: 'HS1', typ: 'JWT' },
    { alg: ['HS256'], typ: 'JWT' },
    { ...HEADER, crit: ['exp'] },
    { ...HEADER, b64: false, crit: ['b64'] },
  ]
  const wrongClaims: Json[] = [
    ...[
      { iss: 'other' },
      { iss: '' },
      { aud: 'other' },
      { aud: [] },
      { aud: ['mooring'] },
      { exp: NOW_S() - 60 },
      { exp: 0 },
      { exp: -1 },
    ],
    ...[{ exp: `${NOW_S() + 3600}` }, { exp: null }, { exp: 'never' }, { nbf: NOW_S() + 3600 }, { nbf: 'x' }, { iat: 'x' }],
    ...[{ jti: '' }, { jti: null }, { jti: 7 }, { jti: ['sin_nora'] }, { jti: 'sin_nobody' }, { jti: 'usr_nora' }, { jti: '%' }],
  ].map(claims)
  const strongerKeys = [Buffer.concat([key, key])]

  const all = [
    ...wrongKeys.map((wrong) => signed(HEADER, claims(), wrong)),
    ...wrongHeaders.flatMap((wrong) => [`${part(wrong)}.${payload}.`, `${part(wrong)}.${payload}.${signature}`]),
    ...wrongHeaders.map((wrong) => signed(wrong, claims(), key)),
    signed({ ...HEADER, alg: 'HS384' }, claims(), key, 'sha384'),
    signed({ ...HEADER, alg: 'HS512' }, claims(), key, 'sha512'),
    ...strongerKeys.map((stronger) => signed(HEADER, claims(), stronger)),
    ...[...['iss', 'aud', 'jti', 'sub', 'exp'].map(without), ...wrongClaims].map((wrong) => signed(HEADER, wrong, key)),
    ...['', '{', 'null', '[]', '"x"', '1'].map((text) => signed(HEADER, text, key)),
    ...[
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `.${payload}.${signature}`,
      `${header}..${signature}`,
      '..',
      '...',
      'x.y.z',
    ],
    ...[
      `${good}.x`,
      `${good}=`,
      `x${good}`,
      `${good}A`,
      good.slice(0, -1),
      good.toUpperCase(),
      `${header}.${payload}.${signature.slice(1)}`,
    ],
    ...spellings(header, payload, signature),
    ...flips(good),
  ]
  return [...new Set(all)].slice(0, 300)
}

// The unused bits of the last character: other texts, the same bytes.
const spellings = (header: string, payload: string, signature: string) =>
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
    .filter((last) => last !== signature.at(-1))
    .map((last) => `${header}.${payload}.${signature.slice(0, -1)}${last}`)

const flips = (good: string) =>
  Array.from({ length: good.length }, (_, at) => {
    const other = good[at] === 'A' ? 'B' : 'A'
    return `${good.slice(0, at)}${other}${good.slice(at + 1)}`
  }).filter((token) => token !== good)

describe('a token', () => {
  test('made by us is accepted', async () => {
    const app = await testApp()
    const key = app.deps.secrets.derive('mooring/jwt/v1')

    expect((await me(app, signed(HEADER, claims(), key))).status).toBe(200)
  })

  test('that is one of three hundred forgeries is not', async () => {
    const app = await testApp()
    const key = app.deps.secrets.derive('mooring/jwt/v1')
    const forgeries = mutants(signed(HEADER, claims(), key), key)

    const accepted: string[] = []
    for (const token of forgeries) if ((await me(app, token)).status !== 401) accepted.push(token)

    expect(forgeries).toHaveLength(300)
    expect(accepted).toEqual([])
  })

  test('is forgotten the moment its sign-in ends, though it was just seen', async () => {
    const app = await testApp()
    const expiresAt = STARTS_AT + 3_600_000
    const token = await createTokens(app.deps.secrets).sign({ signInId: 'sin_nora', userId: 'usr_nora', expiresAt })
    expect((await me(app, token)).status).toBe(200)

    app.deps.db.update(signIns).set({ endedAt: app.clock.now }).run()

    expect((await me(app, token)).status).toBe(401)
  })

  test('of another installation is nothing here', async () => {
    const app = await testApp()

    expect((await me(app, signed(HEADER, claims(), Buffer.alloc(32, 8)))).status).toBe(401)
  })

  test('that fails is answered 429 in the end, and good ones go on', async () => {
    const app = await testApp()
    let status = 0

    for (let guess = 0; guess < 700 && status !== 429; guess++) status = (await me(app, `a.b.${guess}`)).status

    expect(status).toBe(429)
    expect((await app.nora.json('GET', '/api/auth/me')).status).toBe(200)
    expect((await app.nobody.json('GET', '/api/auth/me')).status).toBe(401)
  })
})
