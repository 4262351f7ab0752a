import { getCountryCode } from 'countries-list'
import { geoCentroid, geoContains, geoEquirectangular } from 'd3-geo'
import { feature } from 'topojson-client'
import countries from 'world-atlas/countries-50m.json'
import land from 'world-atlas/land-110m.json'

// Draws the land of the world as rows of dots and finds the middle of every country, once (Natural Earth, public domain,
// through world-atlas). The result is views/ui/land.ts; pages never compute geography.

const WIDTH = 1100
const STEP_X = 10
const STEP_Y = 9
const NORTH = 77
const SOUTH = -56

// Names that Natural Earth shortens, by the code they stand for.
// biome-ignore format: a table reads best as one block
const SHORTENED: Record<string, string> = {
  'Antigua and Barb.': 'AG', 'Bosnia and Herz.': 'BA', 'British Virgin Is.': 'VG', 'Cayman Is.': 'KY', 'Central African Rep.': 'CF', Congo: 'CG',
  'Cook Is.': 'CK', 'Dem. Rep. Congo': 'CD', 'Dominican Rep.': 'DO', 'Eq. Guinea': 'GQ', 'Faeroe Is.': 'FO', 'Falkland Is.': 'FK',
  'Fr. Polynesia': 'PF', 'Marshall Is.': 'MH', 'N. Mariana Is.': 'MP', 'S. Sudan': 'SS', 'Solomon Is.': 'SB', 'St-Barthélemy': 'BL',
  'St-Martin': 'MF', 'St. Kitts and Nevis': 'KN', 'St. Pierre and Miquelon': 'PM', 'St. Vin. and Gren.': 'VC', 'São Tomé and Principe': 'ST',
  'Turks and Caicos Is.': 'TC', 'U.S. Virgin Is.': 'VI', 'W. Sahara': 'EH', 'Wallis and Futuna Is.': 'WF',
}

// Where the middle of all its land is far from where people live, and what is too small for the source.
// biome-ignore format: a table reads best as one block
const OWN_PLACES: Record<string, [longitude: number, latitude: number]> = {
  US: [-92, 39], CA: [-97, 51], FR: [2.5, 46.6], NO: [9.5, 61], RU: [50, 56], PT: [-8, 39.6], ES: [-3.7, 40.2], CL: [-71, -34], GF: [-53, 4],
  GI: [-5.35, 36.1], GP: [-61.5, 16.2], MQ: [-61, 14.6], RE: [55.5, -21.1], TV: [179, -8.5], YT: [45.2, -12.8],
}

const projection = geoEquirectangular()
  .scale(WIDTH / (2 * Math.PI))
  .translate([WIDTH / 2, (NORTH / 360) * WIDTH])
const height = Math.round(((NORTH - SOUTH) / 360) * WIDTH)
const ground = feature(land, 'land')

// One line a stretch of coast to coast; the page draws it dotted, so that a stretch costs ten bytes however long it is.
let path = ''
let dots = 0
for (let row = 0, y = 4; y < height; row++, y += STEP_Y) {
  let from: number | null = null
  for (let x = row % 2 === 0 ? 5 : 10; ; x += STEP_X) {
    const isLand = x <= WIDTH && geoContains(ground, projection.invert?.([x, y]) ?? [0, 0])
    if (isLand) {
      dots++
      from ??= x
    } else if (from !== null) {
      // A stretch of no length would draw nothing.
      path += `M${from} ${y}h${Math.max(x - STEP_X - from, 0) + 1}`
      from = null
    }
    if (x > WIDTH) break
  }
}

const middles = feature(countries, 'countries').features.flatMap((country) => {
  const { name } = country.properties
  const code = SHORTENED[name] ?? getCountryCode(name)
  return code ? [[code, geoCentroid(country)] as const] : []
})
const places = Object.entries({ ...Object.fromEntries(middles), ...OWN_PLACES })
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([code, middle]) => {
    const [x = 0, y = 0] = projection(middle) ?? []
    return `${code}: [${Math.round(x)}, ${Math.round(y)}]`
  })

await Bun.write(
  'views/ui/land.ts',
  `// Made by scripts/make-dot-map.ts from Natural Earth (public domain).
export const MAP = { width: ${WIDTH}, height: ${height} } as const
/** Stretches of land, to be drawn dotted: one dot every ${STEP_X} units. */
export const LAND =
  '${path}'
/** Where the middle of a country lies on the map. */
// biome-ignore format: a table reads best as one block
export const PLACES: Record<string, readonly [x: number, y: number]> = { ${places.join(', ')} }
`,
)
console.log(`${dots} dots, ${path.length} bytes, ${places.length} countries`)
