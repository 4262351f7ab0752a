import { Html } from '@elysiajs/html'
import { paths } from './paths.ts'
import { loginOf, type ParsedRow } from './proxy-reading.tsx'
import { Table } from './ui/table.tsx'

export interface TestResultProps {
  address: string
  port: number
  exitIp: string
  country: string | null
  latencyMs: number
}

/** What a test of a proxy found that nobody has stored. */
export function TestResult({ address, port, exitIp, country, latencyMs }: TestResultProps) {
  return (
    <div id="test-result" class="alert ok" role="status">
      <strong safe>{`${address}:${port} answered in ${latencyMs} ms`}</strong>
      <p safe>{`Sites see ${exitIp}${country ? ` in ${country}` : ''}.`}</p>
    </div>
  )
}

/** What was read from pasted lines. */
export function ParsedLines({ rows }: { rows: ParsedRow[] }) {
  return (
    <div id="parsed" class="stack">
      <Table caption="What was read" columns={['Line', 'Proxy', 'Login']}>
        {rows.map(({ line, readings, problem }) => (
          <tr>
            <td>{line}</td>
            <td safe>{problem ?? readings.map(({ protocol, host, port }) => `${protocol}://${host}:${port}`).join(' or ')}</td>
            <td safe>{readings.map(loginOf).join(' or ')}</td>
          </tr>
        ))}
      </Table>
    </div>
  )
}

export interface CredentialsProps {
  protocol: string
  host: string
  port: number
  username: string | null
  password: string | null
}

/** The credentials of an exit, in the open. Reading them is in the log. */
export function Credentials({ protocol, host, port, username, password }: CredentialsProps) {
  return (
    <section id="proxy-credentials" class="card stack">
      <h3>Credentials</h3>
      <p>
        <code safe>{`${protocol}://${host}:${port}`}</code>
      </p>
      <p>
        User <code safe>{username ?? 'none'}</code>, password <code safe>{password ?? 'none'}</code>
      </p>
    </section>
  )
}

/** A job that was started in the background. With a script its box takes this place. */
export function JobStarted({ jobId }: { jobId: string }) {
  const address = paths.job(jobId)
  return (
    <div id={`job-${jobId}`} class="alert ok" role="status" hx-get={address} hx-trigger="load" hx-swap="outerHTML">
      <a href={address}>Started. See its progress.</a>
    </div>
  )
}
