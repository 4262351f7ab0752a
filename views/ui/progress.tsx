import { Html, type PropsWithChildren } from '@elysiajs/html'

interface ProgressBoxProps {
  id?: string
  title: string
  /** Where it stands, for example "9 of 13 done, 2 could not be placed". */
  text: string
  done: number
  /** 0 while it is not known how much there is. */
  total: number
  /** Buttons at the right. */
  actions?: JSX.Element
  /** Of the box itself, such as when it fetches itself anew. */
  attributes?: Record<string, string>
}

/** A long task: the same box everywhere. Children are what could not be done, with the choices that are left. */
export function ProgressBox({
  id = 'job',
  title,
  text,
  done,
  total,
  actions,
  attributes,
  children,
}: PropsWithChildren<ProgressBoxProps>) {
  return (
    <section id={id} class="job" aria-labelledby={`${id}-title`} {...attributes}>
      <div class="row between">
        <div class="row">
          <strong id={`${id}-title`} safe>
            {title}
          </strong>
          <span class="muted" safe>
            {text}
          </span>
        </div>
        {actions !== undefined && <div class="row">{actions}</div>}
      </div>
      <progress aria-labelledby={`${id}-title`} max={total > 0 ? total : undefined} value={total > 0 ? done : undefined} />
      {children}
    </section>
  )
}
