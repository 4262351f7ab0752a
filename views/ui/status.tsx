import { Html } from '@elysiajs/html'
import type { ErrorDetails } from '#src/http/errors.ts'

interface ErrorBoxProps {
  message: string
  details?: ErrorDetails | undefined
  requestId: string
}

/** What went wrong, field by field where fields are to blame, with the id that finds it in the log. */
export function ErrorBox({ message, details, requestId }: ErrorBoxProps) {
  return (
    <div class="alert bad" role="alert">
      <strong safe>{message}</strong>
      {Array.isArray(details) && (
        <ul>
          {details.map(({ path, message: reason }) => (
            <li safe>{`${path}: ${reason}`}</li>
          ))}
        </ul>
      )}
      <small safe>{`Request ${requestId}`}</small>
    </div>
  )
}
