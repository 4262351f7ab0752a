import { Html, type PropsWithChildren } from '@elysiajs/html'
import { Icon, type IconName } from './icon.tsx'

interface TableProps {
  /** Said by screen readers; not shown. */
  caption: string
  columns: readonly (string | Column)[]
  /** Rows become cards on a phone: cells say their place with `at-who`, `at-exit`, `at-strip`, `at-state` and `actions`. */
  cards?: boolean
}

interface Column {
  label: string
  number?: boolean
  /** Said by screen readers alone, for a column of buttons. */
  hidden?: boolean
  /** Left out on a phone, or in windows that are not wide; its cells carry the class `desk` or `wide`. */
  only?: 'desk' | 'wide'
}

/** A table in a frame that scrolls sideways on its own. Children are the rows. */
export function Table({ caption, columns, cards, children }: PropsWithChildren<TableProps>) {
  return (
    <div class="table-wrap">
      <table class={['table', cards && 'cards']}>
        <caption class="visually-hidden" safe>
          {caption}
        </caption>
        <thead>
          <tr>{columns.map((column) => Head(typeof column === 'string' ? { label: column } : column))}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

function Head({ label, number, hidden, only }: Column) {
  return (
    <th scope="col" class={[number && 'number', only]}>
      <span class={hidden ? 'visually-hidden' : undefined} safe>
        {label}
      </span>
    </th>
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
