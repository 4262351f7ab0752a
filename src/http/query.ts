import { Elysia } from 'elysia'

/**
 * Reads a query as it was sent. Elysia takes every comma in it, escaped or not, for the end of a value, so that whoever looks for
 * `Berlin, Mitte` would be told that this is no text.
 */
export const queries = () =>
  new Elysia({ name: 'queries' }).onTransform({ as: 'global' }, (context) => {
    const isCut = Object.values(context.query ?? {}).some(Array.isArray)
    if (isCut) context.query = queryIn(context.request.url)
  })

/** Values by name; a list where a name comes more than once. */
function queryIn(url: string): Record<string, string> {
  const { searchParams } = new URL(url)
  const names = [...new Set(searchParams.keys())]
  const sent = (name: string) => {
    const [first = '', ...more] = searchParams.getAll(name)
    return more.length === 0 ? first : [first, ...more]
  }
  // Elysia's type knows single values alone; the schemas of the routes say what they take.
  return Object.fromEntries(names.map((name) => [name, sent(name)])) as Record<string, string>
}
