import { Html, type PropsWithChildren } from '@elysiajs/html'

interface CardProps {
  /** Unique on the page; the heading becomes `<id>-title`. */
  id: string
  title: string
  /** A few words at the right of the title. */
  aside?: string
  danger?: boolean
}

/** A box with a heading of its own. */
export function Card({ id, title, aside, danger, children }: PropsWithChildren<CardProps>) {
  return (
    <section id={id} class={['card', danger && 'danger']} aria-labelledby={`${id}-title`}>
      <header>
        <h2 id={`${id}-title`} safe>
          {title}
        </h2>
        {aside !== undefined && <span safe>{aside}</span>}
      </header>
      {children}
    </section>
  )
}

/** One number with what it counts. */
export function Stat({ value, label }: { value: string | number; label: string }) {
  return (
    <div class="stat">
      <strong safe>{String(value)}</strong>
      <span safe>{label}</span>
    </div>
  )
}

interface ProblemProps {
  tone?: 'warn' | 'bad'
  /** What happened. */
  title: string
  /** What it means and what to do. */
  text: string
}

/** One cause, said once, with the one button that helps. Children are the actions. */
export function Problem({ tone = 'bad', title, text, children }: PropsWithChildren<ProblemProps>) {
  return (
    <section class={['problem', tone === 'warn' && 'warn']} role={tone === 'bad' ? 'alert' : 'status'}>
      <div>
        <strong safe>{title}</strong>
        <p safe>{text}</p>
      </div>
      {Boolean(children) && <div class="row">{children}</div>}
    </section>
  )
}
