import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import { Check, Checks, Choice, Field } from './ui/form.tsx'
import { errorAt, FormProblem } from './ui/problems.tsx'

/** What somebody filled in for an endpoint. */
export interface TypedWebhook {
  url?: string | undefined
  description?: string | undefined
  events?: readonly string[] | undefined
  signature?: string | undefined
}

const SHOWN = ['url', 'description', 'events', 'signature']

const SIGNATURES = [
  { value: 'standard', label: 'Standard Webhooks' },
  { value: 'ofauth', label: 'OFAuth-Signature' },
] as const

interface WebhookFieldsProps {
  typed: TypedWebhook
  /** Every type of event there is. */
  types: readonly string[]
  problem?: AppError | undefined
}

/** The fields of an endpoint, for a new one and for a change alike. */
export function WebhookFields({ typed, types, problem }: WebhookFieldsProps) {
  return (
    <>
      <FormProblem problem={problem} shown={SHOWN} />
      <div class="pairs">
        <Field
          name="url"
          label="Address"
          type="url"
          hint="Messages are posted here. https, and reachable from this server."
          placeholder="https://example.com/hooks"
          required
          maxlength={2000}
          value={typed.url}
          error={errorAt(problem, 'url')}
        />
        <Field
          name="description"
          label="What it is for"
          maxlength={200}
          value={typed.description}
          error={errorAt(problem, 'description')}
        />
      </div>
      <Checks
        name="events"
        legend="It is told of"
        hint="None ticked: everything, also what is added later."
        error={errorAt(problem, 'events')}
      >
        {types.map((type) => (
          <Check name="events" label={type} value={type} checked={typed.events?.includes(type)} />
        ))}
      </Checks>
      <Choice
        name="signature"
        label="Signature"
        hint="How the receiver can tell that a message comes from here. OFAuth-Signature is for receivers written for that header."
        value={typed.signature ?? 'standard'}
        options={SIGNATURES}
        error={errorAt(problem, 'signature')}
      />
    </>
  )
}
