import { Html } from '@elysiajs/html'

/** A pasted line as it was read. */
export interface ParsedRow {
  line: number
  readings: ReadProxy[]
  problem: string | null
}

interface ReadProxy {
  protocol: string
  host: string
  port: number
  username: string | null
  hasPassword: boolean
}

/** How a pasted proxy is read, while it is typed. Null: nothing has been pasted. */
export function Reading({ line }: { line: ParsedRow | null }) {
  const [first, ...others] = line?.readings ?? []
  return (
    <div id="reading" role="status">
      {Boolean(line?.problem) && (
        <p class="bad-text" safe>
          {line?.problem ?? ''}
        </p>
      )}
      {first !== undefined && (
        <dl class="facts">
          <dt>Protocol</dt>
          <dd safe>{first.protocol.toUpperCase()}</dd>
          <dt>Host</dt>
          <dd>
            <code safe>{first.host}</code>
          </dd>
          <dt>Port</dt>
          <dd safe>{String(first.port)}</dd>
          <dt>Login</dt>
          <dd safe>{loginOf(first)}</dd>
        </dl>
      )}
      {others.map((other) => (
        <p class="warn-text" safe>{`Or ${other.protocol}://${other.host}:${other.port}, ${loginOf(other)}. Both are tested.`}</p>
      ))}
    </div>
  )
}

/** Who signs in, never with what. */
export const loginOf = ({ username, hasPassword }: ReadProxy) =>
  username === null ? 'no user and no password' : `user ${username}, password ${hasPassword ? 'set' : 'missing'}`
