import { randomInt } from 'node:crypto'
import { hashToken } from '#src/base/secrets.ts'

const HOW_MANY = 10
/** Without letters that look like others (Crockford's base32). */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
/** 24 letters of 5 bits: 120 bits, enough to be kept as a plain hash. */
const GROUPS = 6
const GROUP_LETTERS = 4

/** Ten new codes, as their owner keeps them. */
export const newRecoveryCodes = (): string[] => Array.from({ length: HOW_MANY }, newCode)

/** The hash of a code however it was typed: in any case, with or without dashes, with look-alikes. */
export const hashOfRecoveryCode = (typed: string) =>
  hashToken(typed.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1'))

const newCode = () => Array.from({ length: GROUPS }, newGroup).join('-')
const newGroup = () => Array.from({ length: GROUP_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join('')
