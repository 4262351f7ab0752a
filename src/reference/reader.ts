import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import packageJson from '#package.json'
import { type Encoding, repacked } from '#src/http/compression.ts'

/** The script that shows the description. Its address changes with its version, so that browsers may keep it. */
export const READER = `scalar.${packageJson.devDependencies['@scalar/api-reference']}.js`

/** As it comes. The package does not export it, so it is named by its file. */
export const SOURCE = join(import.meta.dir, '../../node_modules/@scalar/api-reference/dist/browser/standalone.js')

// In the compiled binary, where the build puts what it compressed.
const EMBEDDED = [join(import.meta.dir, 'scalar', 'scalar.js.br'), join(import.meta.dir, 'dist', 'scalar', 'scalar.js.br')]
const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }

const made = new Map<Encoding, Promise<Uint8Array>>()

/** The script in an encoding; made once. */
export async function reader(encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  const script = made.get(encoding) ?? (encoding === 'br' ? brotli() : reader('br').then((br) => repacked(br, encoding)))
  made.set(encoding, script)
  return new Uint8Array(await script)
}

async function brotli(): Promise<Uint8Array> {
  const embedded = EMBEDDED.find((file) => existsSync(file))
  return embedded ? readFile(embedded) : promisify(brotliCompress)(await readFile(SOURCE), QUICK)
}
