/** A file that a browser saves instead of showing. */
export const attachment = (name: string, text: string) =>
  new Response(text, {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name}"` },
  })
