import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants, gzip } from 'node:zlib'

export type Encoding = 'br' | 'gzip' | 'identity'

/** The best encoding that a browser takes. Browsers name brotli over TLS and on this machine only. */
export function encodingFor({ headers }: Request): Encoding {
  const accepted = new Set(
    (headers.get('accept-encoding') ?? '')
      .split(',')
      .map((one) => one.trim().toLowerCase())
      .filter((one) => !/;\s*q=0(\.0*)?$/.test(one))
      .map((one) => one.split(';')[0]?.trim()),
  )
  if (accepted.has('br')) return 'br'
  return accepted.has('gzip') ? 'gzip' : 'identity'
}

const toBrotli = promisify(brotliCompress)
const fromBrotli = promisify(brotliDecompress)
const toGzip = promisify(gzip)
const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }
const SMALLEST = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }

/** Compresses as far as it goes, off the main thread. For what is sent often and made once. */
export async function compressed(content: Uint8Array, encoding: Encoding): Promise<Uint8Array> {
  if (encoding === 'br') return toBrotli(content, SMALLEST)
  return encoding === 'gzip' ? toGzip(content, { level: constants.Z_BEST_COMPRESSION }) : content
}

/** Compresses in a few milliseconds to a tenth more. For whoever waits for it. */
export async function quicklyCompressed(content: Uint8Array, encoding: Encoding): Promise<Uint8Array> {
  return encoding === 'br' ? toBrotli(content, QUICK) : compressed(content, encoding)
}

/** Content that is kept as brotli, in the encoding that was asked for. */
export const repacked = async (brotli: Uint8Array, encoding: Encoding): Promise<Uint8Array> =>
  encoding === 'br' ? brotli : compressed(await fromBrotli(brotli), encoding)
