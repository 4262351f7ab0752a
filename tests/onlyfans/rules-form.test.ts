import { describe, expect, test } from 'bun:test'
import { rulesIn } from '#src/onlyfans/rules-form.ts'
import { builtAt, sign } from '#src/onlyfans/signing.ts'
import { expectedSign, madeUpRules } from '#tests/fakes/onlyfans-sign.ts'

const INDEXES = Array.from({ length: 32 }, (_, index) => index)

const PUBLISHED = {
  static_param: 'TESTSTATICPARAM0123456789abcdefg',
  prefix: '11111',
  suffix: 'aabbccdd',
  checksum_indexes: INDEXES,
  checksum_constant: -250,
}

const READ = {
  staticParam: 'TESTSTATICPARAM0123456789abcdefg',
  prefix: '11111',
  suffix: 'aabbccdd',
  checksumConstant: -250,
  checksumIndexes: INDEXES,
  appToken: '33d57ade8c02dbc5a333db99ff9ae26a',
  revision: null,
  leavesOutUserId: false,
}

const { prefix: _prefix, suffix: _suffix, ...BARE } = PUBLISHED

describe('the signature', () => {
  test('is that of the published vector', () => {
    const signature = sign(READ, { path: '/api2/v2/users/me', userId: '123456', time: 1_700_000_000_000 })

    expect(signature).toBe('11111:7e54ca0dff64809c8a21c5616e46abd838a89e67:7fc:aabbccdd')
  })

  test('has no sign in its sum', () => {
    const negative = { ...READ, checksumConstant: -4_000 }

    const signature = sign(negative, { path: '/api2/v2/users/me', userId: '123456', time: 1_700_000_000_000 })

    // 0x7fc + 250 - 4000 = -1706
    expect(signature.split(':')[2]).toBe('6aa')
  })

  test('is what another hand computes, for a thousand requests', () => {
    for (let index = 0; index < 1_000; index++) {
      const file = madeUpRules(index)
      const rules = rulesIn(JSON.stringify(file))
      const request = {
        path: `/api2/v2/chats?offset=${index}&q=%C3%A9`,
        userId: String(index * 7_919),
        time: 1_700_000_000_000 + index,
      }

      expect(rules && sign(rules, request)).toBe(expectedSign(file, request.path, String(request.time), request.userId))
    }
  })
})

describe('a rule file', () => {
  test.each([
    ['with prefix and suffix', PUBLISHED, {}],
    ['with start and end', { ...BARE, start: '11111', end: 'aabbccdd' }, {}],
    ['with a format', { ...BARE, format: '11111:{}:{:x}:aabbccdd' }, {}],
    ['with all of them', { ...PUBLISHED, start: '11111', end: 'aabbccdd', format: '11111:{}:{:x}:aabbccdd' }, {}],
    ['with app_token', { ...PUBLISHED, app_token: '0123456789abcdef' }, { appToken: '0123456789abcdef' }],
    ['with app-token', { ...PUBLISHED, 'app-token': '0123456789abcdef' }, { appToken: '0123456789abcdef' }],
    ['with constants that are to be added up', { ...PUBLISHED, checksum_constants: [-100, -200, 50] }, {}],
    ['with these alone', { ...PUBLISHED, checksum_constant: undefined, checksum_constants: [-100, -150] }, {}],
    ['with a revision', { ...PUBLISHED, revision: '202305041104-d64bb67bcf' }, { revision: '202305041104-d64bb67bcf' }],
    ['that leaves out user-id', { ...PUBLISHED, remove_headers: ['user-id'] }, { leavesOutUserId: true }],
    ['that leaves out user_id', { ...PUBLISHED, remove_headers: ['user_id'] }, { leavesOutUserId: true }],
    ['with what nobody needs', { ...PUBLISHED, error_code: 0, message: '', is_current: true, more: { deep: [1] } }, {}],
    ['as this API answers them', { rules: PUBLISHED, is_current: true, is_public: true }, {}],
  ])('%s is read', (_name, file, different) => {
    expect(rulesIn(JSON.stringify(file))).toEqual({ ...READ, ...different })
  })

  test('after a byte order mark is read', () => {
    expect(rulesIn(`\uFEFF${JSON.stringify(PUBLISHED)}\n`)).toEqual(READ)
  })

  const without = (name: keyof typeof PUBLISHED) => JSON.stringify({ ...PUBLISHED, [name]: undefined })
  const withOther = (other: Record<string, unknown>) => JSON.stringify({ ...PUBLISHED, ...other })

  test.each([
    ['nothing', ''],
    ['HTML', '<!DOCTYPE html><title>404</title>'],
    ['cut JSON', JSON.stringify(PUBLISHED).slice(0, -2)],
    ['null', 'null'],
    ['a number', '7'],
    ['a list', JSON.stringify([PUBLISHED])],
    ['an empty object', '{}'],
    ['a prototype', '{"__proto__":{"static_param":"x","prefix":"1","suffix":"2","checksum_indexes":[1],"checksum_constant":1}}'],
    ['no static_param', without('static_param')],
    ['no indexes', without('checksum_indexes')],
    ['no constant', without('checksum_constant')],
    ['no prefix', without('prefix')],
    ['no suffix', without('suffix')],
    ['a static_param of two lines', withOther({ static_param: 'a\nb' })],
    ['an endless static_param', withOther({ static_param: 'a'.repeat(300) })],
    ['a static_param that is no text', withOther({ static_param: 7 })],
    ['a prefix with a colon', withOther({ prefix: '1:2' })],
    ['a prefix with a line end', withOther({ prefix: '1\r\nx: y' })],
    ['a suffix with a space', withOther({ suffix: 'a b' })],
    ['an endless suffix', withOther({ suffix: 'a'.repeat(40) })],
    ['an index beyond the hash', withOther({ checksum_indexes: [0, 40] })],
    ['a huge index', withOther({ checksum_indexes: [1e9] })],
    ['a negative index', withOther({ checksum_indexes: [-1] })],
    ['a broken index', withOther({ checksum_indexes: [1.5] })],
    ['an index as text', withOther({ checksum_indexes: ['1'] })],
    ['an index that is null', withOther({ checksum_indexes: [null] })],
    ['no index at all', withOther({ checksum_indexes: [] })],
    ['too many indexes', withOther({ checksum_indexes: Array.from({ length: 300 }, () => 1) })],
    ['indexes as an object', withOther({ checksum_indexes: { 0: 1, length: 1 } })],
    ['a constant as text', withOther({ checksum_constant: '-250' })],
    ['an endless constant', JSON.stringify(PUBLISHED).replace('-250', '1e999')],
    ['a huge constant', withOther({ checksum_constant: 1e15 })],
    ['a broken constant', withOther({ checksum_constant: 0.5 })],
    ['constants that add up to something else', withOther({ checksum_constants: [1, 2] })],
    ['a format with more in it', withOther({ format: '11111:{}:{:x}:aabbccdd:{}' })],
    ['a format of another kind', withOther({ format: '11111:{:x}:{}:aabbccdd' })],
    ['a format with code', withOther({ format: '{0.__class__}:{}:{:x}:x' })],
    ['a format that says something else', withOther({ format: '22222:{}:{:x}:aabbccdd' })],
    ['a start that says something else', withOther({ start: '22222' })],
    ['a token with a line end', withOther({ app_token: '33d57ade8c02dbc5\r\nx: y' })],
    ['two tokens', withOther({ app_token: '0123456789abcdef', 'app-token': 'fedcba9876543210' })],
    ['removal of x-bc', withOther({ remove_headers: ['x-bc'] })],
    ['removal of the user agent', withOther({ remove_headers: ['user-id', 'User-Agent'] })],
    ['removal of cookies', withOther({ remove_headers: ['cookie'] })],
    ['headers as text', withOther({ remove_headers: 'user-id' })],
    ['64 kB and more', withOther({ more: 'x'.repeat(65_536) })],
    ['deep nesting', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ])('of %s is refused', (_name, text) => {
    expect(rulesIn(text)).toBeNull()
  })
})

describe('the age of rules', () => {
  const now = Date.UTC(2026, 10, 22)

  test('is told by their suffix', () => {
    expect(builtAt({ suffix: '6a637344' }, now)).toBe(Date.UTC(2026, 6, 24, 14, 14, 28))
  })

  test.each(['aabbccdd', '00000001', 'xyz', '6a63734', 'ffffffff'])('is not told by %s', (suffix) => {
    expect(builtAt({ suffix }, now)).toBeNull()
  })
})
