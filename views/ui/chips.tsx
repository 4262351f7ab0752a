import { Html } from '@elysiajs/html'
import { Dot } from './dot.tsx'
import type { Tone } from './status.tsx'

export interface Chip {
  label: string
  href: string
  count?: number
  current: boolean
  tone?: Tone
}

/** Ready-made filters, each an address of its own. */
export function Chips({ label, chips }: { label: string; chips: readonly Chip[] }) {
  return (
    <ul class="chips" aria-label={label}>
      {chips.map((chip) => (
        <li>
          <a class="chip" href={chip.href} aria-current={chip.current ? 'true' : undefined}>
            {chip.tone && <Dot tone={chip.tone} />}
            <span safe>{chip.label}</span>
            {chip.count !== undefined && <span safe>{String(chip.count)}</span>}
          </a>
        </li>
      ))}
    </ul>
  )
}

export interface Tab {
  label: string
  href: string
  current: boolean
}

/** Parts of one thing, each an address of its own. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ label: text, href, current }) => (
        <a href={href} aria-current={current ? 'page' : undefined} safe>
          {text}
        </a>
      ))}
    </nav>
  )
}
