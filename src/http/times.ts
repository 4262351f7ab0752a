/** A moment as the wire has it: ISO 8601 in UTC, with `Z`. */
export const iso = (moment: number) => new Date(moment).toISOString()
export const isoOrNull = (moment: number | null) => (moment === null ? null : iso(moment))
