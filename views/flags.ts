import { readFileSync } from 'node:fs'
import packPath from './assets/built/flags.bin' with { type: 'file' }

const LINE_END = 10

interface Pack {
  /** Of the drawings: part of every address, so that an address never changes its content. */
  version: string
  bytes: Uint8Array
  index: ReadonlyMap<string, readonly [start: number, length: number]>
}

interface Head {
  version: string
  flags: Record<string, [start: number, length: number]>
}

let opened: Pack | null = null

// Opened once, when the first flag is asked for: commands that show no page never read it.
function pack(): Pack {
  if (opened) return opened
  const bytes = readFileSync(packPath)
  const lineEnd = bytes.indexOf(LINE_END)
  const { version, flags } = JSON.parse(bytes.subarray(0, lineEnd).toString()) as Head
  opened = { version, bytes: bytes.subarray(lineEnd + 1), index: new Map(Object.entries(flags)) }
  return opened
}

/** The address of a country's flag, which never changes its content; null when there is no such flag. */
export function flagPath(code: string): string | null {
  const country = code.toLowerCase() === 'uk' ? 'gb' : code.toLowerCase()
  const { index, version } = pack()
  return index.has(country) ? `/assets/flags/${country}.${version}.svg` : null
}

/** The flag that a page asks for by the file name of `flagPath`, compressed with brotli; null when there is none. */
export function flagFile(name: string): Uint8Array | null {
  const country = name.slice(0, 2)
  const { index, version, bytes } = pack()
  const found = name === `${country}.${version}.svg` ? index.get(country) : undefined
  return found ? bytes.subarray(found[0], found[0] + found[1]) : null
}
