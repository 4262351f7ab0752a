import { readFile } from 'node:fs/promises'
import { type Encoding, repacked } from '#src/http/compression.ts'
import packed from '#views/assets/vendor/api-reference.js.br' with { type: 'file' }
import { version } from '#views/assets/vendor/api-reference.json'

/** The script that shows the description. Its address changes with its version, so that browsers may keep it. */
export const READER = `scalar.${version}.js`

const made = new Map<Encoding, Promise<Uint8Array>>()

/** The script in an encoding; made once, of the brotli that the program carries. */
export async function reader(encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  const script = made.get(encoding) ?? (encoding === 'br' ? readFile(packed) : reader('br').then((br) => repacked(br, encoding)))
  made.set(encoding, script)
  return new Uint8Array(await script)
}
