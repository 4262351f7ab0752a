import { Html } from '@elysiajs/html'

interface SparklineProps {
  /** Milliseconds, oldest first; null where a check failed, which breaks the line. */
  values: readonly (number | null)[]
  /** What the line is, for a screen reader, for example "Latency". */
  label: string
}

const WIDTH = 64
const HEIGHT = 20
const MARGIN = 2

/** Whether there is enough to draw: one value is a dot that says nothing. */
export const isLine = (values: readonly (number | null)[]) => values.filter((value) => value !== null).length > 1

/** A small line of latencies, with its last value marked. Nothing at all when there is nothing to draw. */
export function Sparkline({ values, label }: SparklineProps) {
  const known = values.filter((value) => value !== null)
  const last = known.at(-1)
  if (last === undefined) return ''
  const most = Math.max(...known, 1)
  const stretches = stretchesOf(values, most)
  const [endX, endY] = stretches.at(-1)?.at(-1) ?? [0, 0]
  return (
    <svg
      class="spark"
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${label}: ${Math.min(...known)} to ${most} ms, last ${last} ms`}
    >
      <path class="area" d={stretches.map(areaOf).join('')} />
      <path class="line" stroke-width="1.25" stroke-linejoin="round" d={stretches.map(lineOf).join('')} />
      <circle class="end" cx={endX} cy={endY} r="1.75" />
    </svg>
  )
}

type Point = readonly [x: number, y: number]

function stretchesOf(values: readonly (number | null)[], most: number): Point[][] {
  const step = (WIDTH - 2 * MARGIN) / Math.max(values.length - 1, 1)
  const stretches: Point[][] = [[]]
  values.forEach((value, at) => {
    if (value === null) stretches.push([])
    else stretches.at(-1)?.push([round(MARGIN + at * step), round(HEIGHT - MARGIN - (value / most) * (HEIGHT - 2 * MARGIN))])
  })
  return stretches.filter((stretch) => stretch.length > 0)
}

const round = (value: number) => Math.round(value * 10) / 10
const lineOf = (points: Point[]) => `M${points.map(([x, y]) => `${x} ${y}`).join('L')}`
const areaOf = (points: Point[]) => `${lineOf(points)}V${HEIGHT}H${points[0]?.[0] ?? 0}Z`
