// Enough for work by hand, too few to look around in somebody's network (PROMISES.md S1).

const together = { name: 'proxy-tests-of-all', quota: 60, windowMs: 60_000 }

/** Tests of proxies that somebody names and nothing is done with. */
export const TESTING = { name: 'proxy-test', quota: 20, windowMs: 60_000, together }
/** Manual proxies, which are tested first. */
export const MANUAL = { name: 'proxy-manual', quota: 20, windowMs: 60_000, together }
