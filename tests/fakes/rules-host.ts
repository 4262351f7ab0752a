import { type Authority, createAuthority } from './certificates.ts'

export interface RulesHostOptions {
  address?: string
  authority?: Authority
}

/** A host of public rule files, over TLS. Whatever was not put there is 404. */
export async function startRulesHost({ address = '127.0.1.10', authority = createAuthority() }: RulesHostOptions = {}) {
  const files = new Map<string, () => Response | Promise<Response>>()
  const seen: string[] = []
  const server = Bun.serve({
    hostname: address,
    port: 0,
    idleTimeout: 0,
    tls: authority.issue([address]),
    async fetch(request) {
      const { pathname } = new URL(request.url)
      seen.push(pathname)
      return (await files.get(pathname)?.()) ?? new Response('404: Not Found', { status: 404 })
    },
  })
  const url = `https://${address}:${server.port}`

  return {
    url,
    authority,
    caFile: authority.file,
    /** Paths that were asked for. */
    seen,
    /** Puts a file there: an object as JSON, a text as it is, a function as it answers. Returns its address. */
    put(path: `/${string}`, content: object | string | (() => Response | Promise<Response>)): string {
      const text = typeof content === 'string' ? content : JSON.stringify(content)
      files.set(path, typeof content === 'function' ? (content as () => Response) : () => new Response(text))
      return url + path
    },
    remove: (path: `/${string}`) => files.delete(path),
    stop: () => server.stop(true),
  }
}

export type FakeRulesHost = Awaited<ReturnType<typeof startRulesHost>>
