import { setDefaultTimeout } from 'bun:test'

// Tests run like the shipped program: an environment that tries to route traffic elsewhere must not matter.
process.env.TZ = 'UTC'

// A busy machine is no failure: what takes long is measured by the benchmarks.
setDefaultTimeout(60_000)
