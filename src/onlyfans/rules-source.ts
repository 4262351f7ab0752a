import { textAtMost } from '#src/net/direct.ts'
import type { Net } from '#src/net/net.ts'
import { LARGEST_RULES_FILE, rulesIn } from './rules-form.ts'
import type { SigningRules } from './signing.ts'

// Sources are asked one after the other, and somebody may be waiting.
const TIMEOUT_MS = 5_000

/** The rules at an address (`https:` or `file:`); null when it does not answer or what it answers are no rules. */
export async function fetchRules(net: Pick<Net, 'direct'>, url: URL): Promise<SigningRules | null> {
  try {
    return rulesIn(await (url.protocol === 'file:' ? readFile(url) : download(net, url)))
  } catch {
    // Whatever it was, the next source is asked, and the caller says so in the log.
    return null
  }
}

const readFile = (url: URL) =>
  Bun.file(url)
    .slice(0, LARGEST_RULES_FILE + 1)
    .text()

async function download(net: Pick<Net, 'direct'>, url: URL) {
  const answer = await net.direct('rules', url, { headers: { accept: 'application/json' }, timeoutMs: TIMEOUT_MS })
  if (answer.status === 200) return textAtMost(answer, LARGEST_RULES_FILE)
  await answer.body?.cancel()
  return ''
}

/** How a source is named in events and pages: without what may be a key in its query. */
export const nameOfSource = ({ protocol, host, pathname }: URL) => `${protocol}//${host}${pathname}`
