import type { AutoInput } from '#src/proxies/assignment.ts'
import type { BulkInput } from './input.ts'

type Place = Pick<BulkInput, 'country' | 'city'>

/** For accounts without an exit that works: where the request or their preferences say, else near the exit that failed. */
export const assignWish = ({ country, city }: Place): AutoInput => ({ country, city, force: false, isNear: true })

/** Another exit near the one they have. */
export const replaceWish = (place: Place): AutoInput => ({ ...assignWish(place), force: true })
