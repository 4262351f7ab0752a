import { Html, type PropsWithChildren } from '@elysiajs/html'
import { Dot } from './dot.tsx'
import { DrawerLink } from './drawer.tsx'
import type { Tone } from './status.tsx'

interface NeedProps {
  tone: Tone
  title: string
  /** What is wrong since when. */
  text: string
  /** What it is about, where that has a page that opens in the drawer. */
  href?: string
}

/** What needs a person. Children are `Need`s, the most harmful first. */
export function Needs({ children }: PropsWithChildren) {
  return <ul class="needs">{children}</ul>
}

/** One of them. Children are its one button. */
export function Need({ tone, title, text, href, children }: PropsWithChildren<NeedProps>) {
  return (
    <li>
      <Dot tone={tone} />
      <div>
        <p class="strong">{href === undefined ? <span safe>{title}</span> : <DrawerLink href={href} text={title} quiet />}</p>
        <small safe>{text}</small>
      </div>
      {children}
    </li>
  )
}
