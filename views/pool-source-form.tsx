import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import { Field, Submit, TextArea } from './ui/form.tsx'
import { errorAt, FormProblem } from './ui/problems.tsx'

/** Why a form was refused and what was typed into it; nothing of both for one that was not. */
export interface Refused {
  problem?: AppError | undefined
  typed: Record<string, string>
}

const SHOWN = ['name', 'api_key', 'plan_id', 'proxy_mode', 'proxies']

interface SourceFormProps {
  action: string
  /** Of a new source. */
  kind?: 'webshare' | 'list'
  refused: Refused
  submit: string
}

/** A form for what feeds the pool, new or not. Children are its fields. */
export function SourceForm({ action, kind, refused, submit, children }: PropsWithChildren<SourceFormProps>) {
  return (
    <form class="stack" method="post" action={action} hx-post={action} hx-target="#sources" hx-swap="outerMorph">
      {kind !== undefined && <input type="hidden" name="kind" value={kind} />}
      <FormProblem problem={refused.problem} shown={SHOWN} />
      {children}
      <div class="row">
        <Submit primary>
          <span safe>{submit}</span>
        </Submit>
      </div>
    </form>
  )
}

interface OfForm {
  /** Tells the fields of one name apart. */
  form: string
  refused: Refused
}

export function Name({ form, refused, value = '', placeholder }: OfForm & { value?: string; placeholder?: string }) {
  return (
    <Field
      form={form}
      name="name"
      label="Name"
      {...(placeholder !== undefined && { placeholder })}
      value={refused.typed.name ?? value}
      error={errorAt(refused.problem, 'name')}
      maxlength={100}
    />
  )
}

interface Worded extends OfForm {
  label: string
  hint: string
}

/** A key goes in and never comes out. */
export function ApiKey({ form, refused, label, hint, required = false }: Worded & { required?: boolean }) {
  return (
    <Field
      form={form}
      name="api_key"
      label={label}
      type="password"
      hint={hint}
      error={errorAt(refused.problem, 'api_key')}
      required={required}
      autocomplete="off"
    />
  )
}

export function Plan({ form, refused, hint, value = null }: OfForm & { hint: string; value?: string | null }) {
  return (
    <Field
      form={form}
      name="plan_id"
      label="Plan"
      hint={hint}
      value={refused.typed.plan_id ?? value}
      error={errorAt(refused.problem, 'plan_id')}
    />
  )
}

/** Like a key: it holds passwords. */
export function Proxies({ form, refused, label, hint }: Worded) {
  return <TextArea form={form} name="proxies" label={label} hint={hint} rows={6} error={errorAt(refused.problem, 'proxies')} />
}
