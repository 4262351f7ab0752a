import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

/** Where a sealed value lives. It opens only there: moved to another table, column or row it is refused. */
export interface Place {
  table: string
  column: string
  row: string
}

export interface Secrets {
  /** AES-256-GCM with a fresh 96-bit nonce, bound to its place. Returns `v1.<nonce>.<ciphertext+tag>` in base64url. */
  seal(plain: string, place: Place): string
  /** Throws SealBroken when the value was changed, moved, or sealed under another key. */
  open(sealed: string, place: Place): string
  /** 32 bytes for one purpose, derived from the master key; the same on every start. */
  derive(purpose: string): Buffer
  /** Tells whether this key is the one that made `proof` (see `proof`). */
  recognises(proof: string): boolean
  /** Something harmless only this key can make, stored beside the data to notice a wrong key. */
  proof(): string
}

export class SealBroken extends Error {
  override name = 'SealBroken'
}

const NONCE_BYTES = 12
const TAG_BYTES = 16
const PROOF_PLACE: Place = { table: 'installation', column: 'key', row: 'proof' }
const PROOF_TEXT = 'this key opens this data'

/** @param masterKey 32 bytes; everything is sealed under keys derived from it (HKDF-SHA-256). */
export function createSecrets(masterKey: Buffer): Secrets {
  if (masterKey.length !== 32) throw new Error('The master key must have 32 bytes')
  const derived = new Map<string, Buffer>()
  const derive = (purpose: string) => {
    const key = derived.get(purpose) ?? Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), purpose, 32))
    derived.set(purpose, key)
    return key
  }
  const sealing = derive('mooring/seal/v1')

  const seal: Secrets['seal'] = (plain, place) => {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(boundTo(place))
    const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return `v1.${nonce.toString('base64url')}.${ciphertext.toString('base64url')}`
  }

  const open: Secrets['open'] = (sealed, place) => {
    const [version, nonceText, bodyText] = sealed.split('.')
    const nonce = Buffer.from(nonceText ?? '', 'base64url')
    const body = Buffer.from(bodyText ?? '', 'base64url')
    if (version !== 'v1' || nonce.length !== NONCE_BYTES || body.length < TAG_BYTES) throw new SealBroken('Not a sealed value')
    const decipher = createDecipheriv('aes-256-gcm', sealing, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(boundTo(place)).setAuthTag(body.subarray(-TAG_BYTES))
    try {
      return decipher.update(body.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    } catch (cause) {
      throw new SealBroken(`A sealed value in ${place.table}.${place.column} does not open`, { cause })
    }
  }

  return {
    seal,
    open,
    derive,
    proof: () => seal(PROOF_TEXT, PROOF_PLACE),
    recognises(proof) {
      try {
        return open(proof, PROOF_PLACE) === PROOF_TEXT
      } catch {
        return false
      }
    },
  }
}

/** For tokens with at least 112 bits of entropy only; passwords go through argon2id. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('base64url')

// Lengths keep ("ab","c") and ("a","bc") apart.
function boundTo({ table, column, row }: Place) {
  return Buffer.from([table, column, row].map((part) => `${part.length}:${part}`).join('/'))
}
