/** Units of time as people say them, the largest first, in milliseconds. */
export const SPANS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const
