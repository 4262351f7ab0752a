declare module 'axe-core/axe.min.js' {
  const text: string
  export default text
}

declare module 'd3-geo' {
  type Point = [number, number]
  interface Projection {
    (point: Point): Point | null
    invert?(point: Point): Point | null
    scale(factor: number): Projection
    translate(by: Point): Projection
  }
  export function geoEquirectangular(): Projection
  export function geoContains(shape: unknown, point: Point): boolean
  export function geoCentroid(shape: unknown): Point
}

declare module 'topojson-client' {
  interface Feature {
    properties: { name: string }
  }
  export function feature(topology: unknown, object: string): { features: Feature[] }
}

declare module 'world-atlas/*' {
  const topology: unknown
  export default topology
}
