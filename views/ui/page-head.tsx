import { Html, type PropsWithChildren } from '@elysiajs/html'

interface PageHeadProps {
  title: string
  /** One sentence on what is below. */
  lead?: string
}

/** The top of a page: what it is, one sentence, and at the right what can be done. Children are the actions. */
export function PageHead({ title, lead, children }: PropsWithChildren<PageHeadProps>) {
  return (
    <div class="page-head">
      <div>
        <h1 tabindex="-1" safe>
          {title}
        </h1>
        {lead !== undefined && <p safe>{lead}</p>}
      </div>
      {Boolean(children) && <div class="row">{children}</div>}
    </div>
  )
}
