import { createHash, randomInt } from 'node:crypto'

export const API_KEY_PREFIX = 'moor_live_'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const RANDOM_CHARACTERS = 32
const CHECKSUM_CHARACTERS = 6
const SHAPE = /^moor_live_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/

/** A new key: the prefix, 32 random base62 characters and a checksum that lets scanners tell a key from a look-alike. */
export function newApiKey(): string {
  const random = Array.from({ length: RANDOM_CHARACTERS }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return `${API_KEY_PREFIX}${random}${checksumOf(random)}`
}

/** Whether a text can be a key at all; asked before the database is. */
export function isWellFormedKey(text: string): boolean {
  const [, random, checksum] = SHAPE.exec(text) ?? []
  return random !== undefined && checksum === checksumOf(random)
}

/** What the list of keys shows of one: enough to tell them apart. */
export const shownOf = (key: string) => key.slice(0, API_KEY_PREFIX.length + 4)

function checksumOf(random: string): string {
  let number = createHash('sha256').update(random).digest().readUIntBE(0, 6)
  let text = ''
  for (let position = 0; position < CHECKSUM_CHARACTERS; position++) {
    text = ALPHABET[number % ALPHABET.length] + text
    number = Math.floor(number / ALPHABET.length)
  }
  return text
}
