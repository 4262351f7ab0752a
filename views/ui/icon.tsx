import { Html } from '@elysiajs/html'
import { ICON_SHAPES } from './icon-shapes.ts'

export type IconName = keyof typeof ICON_SHAPES

/** A line drawing beside words. Without `label` it says nothing to a screen reader; give one where no word stands beside it. */
export function Icon({ name, label }: { name: IconName; label?: string }) {
  const said = label ? { role: 'img', 'aria-label': Html.escapeHtml(label) } : { 'aria-hidden': 'true' }
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: either hidden from screen readers or named by a label.
    <svg
      class="icon"
      width="16"
      height="16"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      {...said}
    >
      {ICON_SHAPES[name]}
    </svg>
  )
}
