import { Html, type PropsWithChildren } from '@elysiajs/html'
import { Icon, type IconName } from './icon.tsx'

interface TableProps {
  /** Said by screen readers; not shown. */
  caption: string
  columns: readonly (string | { label: string; number: true })[]
}

/** A table in a frame that scrolls sideways on its own. Children are the rows. */
export function Table({ caption, columns, children }: PropsWithChildren<TableProps>) {
  return (
    <div class="table-wrap">
      <table class="table">
        <caption class="visually-hidden" safe>
          {caption}
        </caption>
        <thead>
          <tr>
            {columns.map((column) =>
              typeof column === 'string' ? (
                <th scope="col" safe>
                  {column}
                </th>
              ) : (
                <th scope="col" class="number" safe>
                  {column.label}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

interface PagerProps {
  shown: number
  total: number
  /** Address of the next page; null on the last. */
  next: string | null
  /** Address of the first page; null when this is it. */
  first?: string | null
}

/** How much there is, and the way on. */
export function Pager({ shown, total, next, first }: PagerProps) {
  return (
    <nav class="row between" aria-label="Pages">
      <span class="muted" safe>
        {shown === total ? `${total} in all` : `${shown} of ${total}`}
      </span>
      <span class="row">
        {typeof first === 'string' && (
          <a class="btn" href={first}>
            First page
          </a>
        )}
        {next !== null && (
          <a class="btn" href={next} rel="next">
            Next page
          </a>
        )}
      </span>
    </nav>
  )
}

interface EmptyProps {
  title: string
  hint?: string
  icon?: IconName
}

/** What stands where a list would be. Children are the ways out. */
export function Empty({ title, hint, icon, children }: PropsWithChildren<EmptyProps>) {
  return (
    <div class="card empty">
      {icon && (
        <figure>
          <Icon name={icon} />
        </figure>
      )}
      <h2 safe>{title}</h2>
      {hint !== undefined && (
        <p class="muted" safe>
          {hint}
        </p>
      )}
      <div class="row">{children}</div>
    </div>
  )
}
