import { collectDefaultMetrics, Registry } from 'prom-client'

let registry: Registry | undefined

/** Figures of this process in the text format of Prometheus. Collecting starts with the first question. */
export function metricsText(): Promise<string> {
  if (!registry) {
    registry = new Registry()
    collectDefaultMetrics({ register: registry })
  }
  return registry.metrics()
}
