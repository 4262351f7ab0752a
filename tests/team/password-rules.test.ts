import { describe, expect, test } from 'bun:test'
import { AppError } from '#src/http/errors.ts'
import { hashPassword, isPassword } from '#src/team/password.ts'
import { assertStrong } from '#src/team/password-rules.ts'

const CONTEXT = ['Nora Vale', 'nora.vale@agency.example']

const WEAK = [
  ['', 'passwordpassword', 'password12345', 'P4ssw0rd!P4ssw0rd!', 'PASSWORD-2026', 'welcome12345', 'Willkommen2026!'],
  ['qwertyuiop12', 'qwertzuiop123', 'asdfghjklasdfghjkl', '1q2w3e4r5t6z', 'zxcvbnmzxcvbnm', 'qazwsxedc123'],
  [
    '123456789012',
    '012345678901',
    '987654321098',
    '111111111111',
    'aaaaaaaaaaaa',
    'abababababab',
    'abcabcabcabc',
    'abcdefghijkl',
  ],
  [
    'letmeinletmein',
    'iloveyou2026',
    'adminadmin123',
    'correcthorsebatterystaple',
    'onlyfans2026!',
    'mooring-mooring',
    'Agency-2026!!',
  ],
  [
    'noravale12345',
    'Nora.Vale.2026',
    'nora.vale@agency',
    'valevalevale1',
    'NoraNoraNora!',
    '            ',
    '!!!!!!!!!!!!',
    'short words',
  ],
].flat()

const STRONG = [
  'rope tide lantern',
  'anchor weather marmalade',
  'X7#qP9!mLz2@',
  'gkwnqpzrtyvb',
  'nora likes seven green herons',
  'пароль с чайкой и морем',
  '🐳 whale over the harbour',
  'zwölf Möwen am Kai',
  'password-less otters sing',
  'h3ron.c4lm.w1ld.m1nt',
]

function refusal(password: string): string | null {
  try {
    assertStrong(password, CONTEXT)
    return null
  } catch (error) {
    if (error instanceof AppError && Array.isArray(error.details)) return error.details[0]?.path ?? ''
    throw error
  }
}

describe('a password', () => {
  test.each(WEAK)('%p is refused', (password) => {
    expect(refusal(password)).toBe('password')
  })

  test.each(STRONG)('%p is fine', (password) => {
    expect(refusal(password)).toBeNull()
  })

  test('has at most 256 characters, all of which count', async () => {
    const long = 'rope tide lantern '.repeat(15).slice(0, 256)

    expect(refusal(long)).toBeNull()
    expect(refusal(`${long}x`)).toBe('password')
    const hash = await hashPassword(long)
    expect(await isPassword(long, hash)).toBe(true)
    expect(await isPassword(`${long.slice(0, 255)}x`, hash)).toBe(false)
  })

  test('is kept as argon2id', async () => {
    expect(await hashPassword('rope tide lantern')).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$')
  })

  test('is never right without a member', async () => {
    expect(await isPassword('rope tide lantern', undefined)).toBe(false)
  })
})
