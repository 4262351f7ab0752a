// What a browser loads for its first page, compressed as it is sent, against the budget.

import { compressed } from '#src/http/compression.ts'
import { FONT, HTMX, type PageFile, SCRIPT, SSE, STYLES } from '#views/files.ts'
import { Layout } from '#views/layout.tsx'
import { Accounts } from '../scripts/showcase/accounts.tsx'

const BUDGET_BYTES = 110_000

const viewer = { name: 'Jo Marsh', role: 'owner' }
const frame = { attention: 3, pool: { tone: 'ok', text: 'Pool synced 4 min ago', used: 61, total: 100 } } as const
const html = await Layout({ title: 'Accounts', viewer, path: '/accounts', frame, children: Accounts({}) as 'safe' })

const parts: [name: string, content: Uint8Array, isPacked: boolean][] = [
  ['page of 12 accounts', new TextEncoder().encode(String(html)), false],
  part('styles', STYLES),
  part('font', FONT),
  part('htmx', HTMX),
  part('hx-sse', SSE),
  part('script', SCRIPT),
]

let worst = 0
console.log('part                      raw     gzip   brotli')
for (const [name, content, isPacked] of parts) {
  const gzip = isPacked ? content.length : (await compressed(content, 'gzip')).length
  const brotli = isPacked ? content.length : (await compressed(content, 'br')).length
  worst += gzip
  console.log(`${name.padEnd(20)} ${kb(content.length)} ${kb(gzip)} ${kb(brotli)}`)
}
console.log(`\nfirst load, gzip: ${kb(worst).trim()} KB of ${kb(BUDGET_BYTES).trim()} KB`)
if (worst > BUDGET_BYTES) process.exit(1)

function part(name: string, { content, isPacked }: PageFile): [string, Uint8Array, boolean] {
  return [name, content(), isPacked]
}

function kb(bytes: number) {
  return (bytes / 1000).toFixed(1).padStart(8)
}
