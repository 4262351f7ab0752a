import { Html } from '@elysiajs/html'
import { LAND, MAP, PLACES } from './land.ts'

/** The exits of one country. */
export interface MapPoint {
  country: string
  /** Shown on hover and said by screen readers, for example "Germany: 4 accounts, 1 down". */
  label: string
  accounts: number
  /** The worst state among them. */
  state: 'ok' | 'warn' | 'bad'
}

// A map of one or two countries says less than a line of text.
const LEAST_COUNTRIES = 3
const MARGIN = 90
const LEAST_WIDTH = 520
const STEP = 10

/** Where accounts go out: the area of a circle is the number of accounts. Cut to the part of the world that is used. */
export function DotMap({ points }: { points: readonly MapPoint[] }) {
  const placed = points.flatMap((point) => {
    const place = PLACES[point.country]
    return place ? [{ ...point, x: place[0], y: place[1] }] : []
  })
  if (placed.length < LEAST_COUNTRIES) return ''
  const { x, y, width, height } = frameOf(placed)
  const scale = width / MAP.width
  const most = Math.max(...placed.map(({ accounts }) => accounts))
  // Worst last, so that it lies on top where circles meet.
  const inOrder = placed.toSorted((a, b) => ORDER[a.state] - ORDER[b.state] || b.accounts - a.accounts)
  return (
    <svg
      class="map"
      viewBox={`${x} ${y} ${width} ${height}`}
      role="img"
      aria-label={Html.escapeHtml(`Map. ${points.map((point) => point.label).join('. ')}`)}
    >
      <path class="land" d={LAND} stroke-width="4.2" stroke-linecap="round" stroke-dasharray={`0 ${STEP}`} />
      {inOrder.map(({ state, label, accounts, x: left, y: top }) => (
        <g class={`exit ${state}`}>
          <circle cx={left} cy={top} r={round(scale * (8 + 14 * Math.sqrt(accounts / most)))} />
          <circle cx={left} cy={top} r={round(scale * 4.5)} />
          <title safe>{label}</title>
        </g>
      ))}
    </svg>
  )
}

const ORDER = { ok: 0, warn: 1, bad: 2 }
const round = (value: number) => Math.round(value * 10) / 10

// The frame keeps the shape of the world, so that the box on the page keeps its height.
function frameOf(places: readonly { x: number; y: number }[]) {
  const left = Math.min(...places.map(({ x }) => x)) - MARGIN
  const right = Math.max(...places.map(({ x }) => x)) + MARGIN
  const top = Math.min(...places.map(({ y }) => y)) - MARGIN
  const bottom = Math.max(...places.map(({ y }) => y)) + MARGIN
  const ratio = MAP.width / MAP.height
  const width = Math.round(Math.min(MAP.width, Math.max(right - left, (bottom - top) * ratio, LEAST_WIDTH)))
  const height = Math.round(width / ratio)
  return {
    x: Math.round(within((left + right - width) / 2, MAP.width - width)),
    y: Math.round(within((top + bottom - height) / 2, MAP.height - height)),
    width,
    height,
  }
}

const within = (value: number, most: number) => Math.min(Math.max(value, 0), most)
