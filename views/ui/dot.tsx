import { Html } from '@elysiajs/html'
import type { Tone } from './status.tsx'

/** A state as a mark: its form tells it as well as its colour. The words stand beside it or in `label`. */
export function Dot({ tone, label }: { tone: Tone; label?: string }) {
  const said = label
    ? { role: 'img', 'aria-label': Html.escapeHtml(label), title: Html.escapeHtml(label) }
    : { 'aria-hidden': 'true' }
  return <span class={`dot ${tone}`} {...said} />
}
