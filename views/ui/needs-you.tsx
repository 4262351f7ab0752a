import { Html, type PropsWithChildren } from '@elysiajs/html'
import { Dot } from './dot.tsx'
import type { Tone } from './status.tsx'

interface NeedProps {
  tone: Tone
  title: string
  /** What is wrong since when. */
  text: string
}

/** What needs a person. Children are `Need`s, the most harmful first. */
export function Needs({ children }: PropsWithChildren) {
  return <ul class="todo">{children}</ul>
}

/** One of them. Children are its one button. */
export function Need({ tone, title, text, children }: PropsWithChildren<NeedProps>) {
  return (
    <li>
      <Dot tone={tone} />
      <div>
        <div class="strong truncate" safe>
          {title}
        </div>
        <small safe>{text}</small>
      </div>
      {children}
    </li>
  )
}
