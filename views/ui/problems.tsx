import { Html } from '@elysiajs/html'
import type { AppError, ErrorDetails } from '#src/http/errors.ts'
import { fieldProblem, withWords } from '#views/field-words.ts'

interface ProblemsProps {
  details?: ErrorDetails | undefined
  /** Where the refused request went. */
  address?: string | undefined
}

/** Field by field what is wrong, or what comes nearest to what is not to be had. */
export function Problems({ details, address }: ProblemsProps) {
  return (
    <>
      {Array.isArray(details) && (
        <ul>
          {details.map(({ path, message }) => (
            <li safe>{fieldProblem(path, message)}</li>
          ))}
        </ul>
      )}
      <ClosestChoices choices={closestOf(details)} address={address} />
    </>
  )
}

interface ClosestChoice {
  country: string | null
  city: string | null
  free: number
}

// NO_PROXY_AVAILABLE names what comes nearest to a place that is full.
const closestOf = (details: ErrorDetails | undefined) =>
  details && !Array.isArray(details) && Array.isArray(details.closest) ? (details.closest as ClosestChoice[]) : []

const countryNames = new Intl.DisplayNames(['en'], { type: 'region' })
// It throws for what is no code at all, and a list of own proxies may hold anything.
const countryOf = (code: string) => (/^[A-Z]{2}$/.test(code) ? countryNames.of(code) : code)

// Only there can a place be wished for.
const takesPlace = (address: string) => address.endsWith('/assign-auto')

function ClosestChoices({ choices, address = '' }: { choices: ClosestChoice[]; address?: string | undefined }) {
  if (choices.length === 0) return ''
  return (
    <>
      <p>Closest choices:</p>
      <ul class={takesPlace(address) ? 'row' : undefined}>
        {choices.map((choice) => (
          <li>
            {takesPlace(address) && choice.country !== null ? (
              <UsePlace choice={choice} country={choice.country} address={address} />
            ) : (
              <span safe>{`${placeOf(choice)} (${choice.free} free)`}</span>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

const placeOf = ({ city, country }: ClosestChoice) =>
  [city, country && countryOf(country)].filter(Boolean).join(', ') || 'Country unknown'

/** "Use Portugal (6 free)": the same request with another place. */
function UsePlace({ choice, country, address }: { choice: ClosestChoice; country: string; address: string }) {
  const action = Html.escapeHtml(address)
  return (
    <form method="post" action={action} hx-post={action} hx-target="closest .alert" hx-swap="delete">
      <input type="hidden" name="preferredCountry" value={Html.escapeHtml(country)} />
      {choice.city !== null && <input type="hidden" name="preferredCity" value={Html.escapeHtml(choice.city)} />}
      <input type="hidden" name="forceReassign" value="true" />
      <button type="submit" class="btn small" safe>
        {`Use ${placeOf(choice)} (${choice.free} free)`}
      </button>
    </form>
  )
}

interface FormProblemProps {
  problem?: AppError | undefined
  /** The names of the fields that show their own error. */
  shown: readonly string[]
}

/** Above a form that was refused. What belongs to a field stands beside that field. */
export function FormProblem({ problem, shown }: FormProblemProps) {
  if (!problem) return ''
  const { details, message } = problem
  const elsewhere = Array.isArray(details) ? details.filter(({ path }) => !shown.includes(fieldOf(path))) : details
  return (
    <div class="alert bad" role="alert">
      <strong safe>{message}</strong>
      {Array.isArray(details) && details.length > 0 && <span>Nothing was saved. What is wrong stands at each field.</span>}
      <Problems details={elsewhere} />
    </div>
  )
}

/** Why the value of a field was refused, as a sentence; undefined when it was not. */
export function errorAt(problem: AppError | undefined, name: string): string | undefined {
  const details = Array.isArray(problem?.details) ? problem.details : []
  const message = withWords(details.find(({ path }) => fieldOf(path) === name)?.message ?? '')
  return message === '' ? undefined : `${message.charAt(0).toUpperCase()}${message.slice(1)}`
}

// An entry of a list is shown at the field of the list.
const fieldOf = (path: string) => path.split('.')[0] ?? path
