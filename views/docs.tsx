import { Html } from '@elysiajs/html'

/** The description of the API, read by a script that is far larger than all the rest of the program's pages: so it stands alone. */
export function DocsPage({ reader, start }: { reader: string; start: string }) {
  return (
    <>
      {'<!doctype html>'}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>API · Mooring</title>
        </head>
        <body>
          <noscript>
            This page needs a script. The description itself is <a href="/openapi.json">/openapi.json</a>.
          </noscript>
          <div id="reference" />
          <script src={reader} />
          <script src={start} />
        </body>
      </html>
    </>
  )
}
