import { Html } from '@elysiajs/html'

interface BarProps {
  used: number
  total: number
  /** The largest total among the bars of a list, so that their lengths compare. */
  most?: number
  /** What is counted, for a screen reader, for example "Exits in Germany". */
  label: string
}

/** How much of something is in use: the length is what there is, the coloured part what is taken; all taken is marked. */
export function Bar({ used, total, most = total, label }: BarProps) {
  const scale = most > 0 ? 100 / most : 0
  const taken = Math.min(used, total)
  return (
    <svg class="bar" width="100%" height="8" role="img" aria-label={Html.escapeHtml(`${label}: ${used} of ${total} in use`)}>
      <rect class="free" width={percent(total * scale)} height="8" rx="2" />
      <rect class={total > 0 && used >= total ? 'full' : 'used'} width={percent(taken * scale)} height="8" rx="2" />
    </svg>
  )
}

const percent = (value: number) => `${Math.round(value * 10) / 10}%`
