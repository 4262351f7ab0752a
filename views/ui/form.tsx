import { Html, type PropsWithChildren } from '@elysiajs/html'

interface Said {
  name: string
  label: string
  hint?: string
  /** Why the value was refused; read out with the input and shown below it. */
  error?: string | undefined
  /** Tells the fields of one name apart where a page has several forms. */
  form?: string | undefined
}

interface FieldProps extends Said {
  value?: string | number | null
  type?: 'text' | 'number' | 'email' | 'password' | 'search' | 'url'
  required?: boolean
  placeholder?: string
  maxlength?: number
  min?: number
  max?: number
  autocomplete?: string
  disabled?: boolean
  /** Of the input itself, such as what it asks for while it is typed in. */
  attributes?: Record<string, string>
}

// In attributes Kita escapes quotes alone, so that `&lt;` somebody typed would come back as `<`.

/** A labelled input. The hint is read out with it. */
export function Field({ form, name, label, hint, error, value, type = 'text', attributes, ...input }: FieldProps) {
  return (
    <p class="field">
      <label for={idOf({ form, name })} safe>
        {label}
      </label>
      <input
        id={idOf({ form, name })}
        name={name}
        type={type}
        value={Html.escapeHtml(String(value ?? ''))}
        {...describedBy({ form, name, hint, error })}
        {...input}
        {...attributes}
      />
      <Hint form={form} name={name} hint={hint} />
      <FieldError form={form} name={name} error={error} />
    </p>
  )
}

interface TextAreaProps extends Said {
  value?: string | null
  rows?: number
  maxlength?: number
  placeholder?: string
  attributes?: Record<string, string>
}

export function TextArea({ form, name, label, hint, error, value, rows = 3, attributes, ...area }: TextAreaProps) {
  return (
    <p class="field">
      <label for={idOf({ form, name })} safe>
        {label}
      </label>
      <textarea
        id={idOf({ form, name })}
        name={name}
        rows={String(rows)}
        {...describedBy({ form, name, hint, error })}
        {...area}
        {...attributes}
        safe
      >
        {value ?? ''}
      </textarea>
      <Hint form={form} name={name} hint={hint} />
      <FieldError form={form} name={name} error={error} />
    </p>
  )
}

interface ChoiceProps extends Said {
  value?: string | null
  options: readonly { value: string; label: string }[]
  disabled?: boolean
  attributes?: Record<string, string>
}

export function Choice({ form, name, label, hint, error, value, options, disabled, attributes }: ChoiceProps) {
  return (
    <p class="field">
      <label for={idOf({ form, name })} safe>
        {label}
      </label>
      <select
        id={idOf({ form, name })}
        name={name}
        {...describedBy({ form, name, hint, error })}
        disabled={disabled}
        {...attributes}
      >
        {options.map((option) => (
          <option value={Html.escapeHtml(option.value)} selected={option.value === value} safe>
            {option.label}
          </option>
        ))}
      </select>
      <Hint form={form} name={name} hint={hint} />
      <FieldError form={form} name={name} error={error} />
    </p>
  )
}

interface CheckProps {
  name: string
  label: string
  value?: string
  checked?: boolean
  disabled?: boolean
}

/** A checkbox. Without `value` it sends true or false: an unticked box alone would send nothing at all. */
export function Check({ name, label, value, checked, disabled }: CheckProps) {
  const id = `f-${name}${value === undefined ? '' : `-${value}`}`
  return (
    <p class="field check">
      {value === undefined && !disabled && <input type="hidden" name={name} value="false" />}
      <input id={id} type="checkbox" name={name} value={value ?? 'true'} checked={checked} disabled={disabled} />
      <label for={id} safe>
        {label}
      </label>
    </p>
  )
}

interface ChecksProps {
  name: string
  legend: string
  hint?: string
  error?: string | undefined
  /** For labels that need more room. */
  long?: boolean
}

/** Boxes of which any may be ticked, with what is wrong about the choice. */
export function Checks({ name, legend, hint, error, long, children }: PropsWithChildren<ChecksProps>) {
  const aid = error ? `${name}-error` : hint && `${name}-hint`
  return (
    <fieldset aria-describedby={aid}>
      <legend safe>{legend}</legend>
      <div class={long ? 'choices long' : 'choices'}>{children}</div>
      {hint !== undefined && (
        <small id={`${name}-hint`} safe>
          {hint}
        </small>
      )}
      {error !== undefined && (
        <span class="field-error" id={`${name}-error`} safe>
          {error}
        </span>
      )}
    </fieldset>
  )
}

type Aid = Pick<Said, 'name' | 'hint' | 'error' | 'form'>

const idOf = ({ form, name }: Pick<Said, 'name' | 'form'>) => (form ? `f-${form}-${name}` : `f-${name}`)

// A list of ids that exist: an error first, because it is what the reader needs to hear.
function describedBy({ form, name, hint, error }: Aid) {
  const id = idOf({ form, name })
  const ids = [error && `${id}-error`, hint && `${id}-hint`].filter((id) => id !== undefined && id !== '')
  return {
    ...(ids.length > 0 && { 'aria-describedby': ids.join(' ') }),
    ...(error && { 'aria-invalid': 'true' }),
  }
}

function FieldError({ error, ...field }: Aid) {
  return error ? (
    <span class="field-error" id={`${idOf(field)}-error`} safe>
      {error}
    </span>
  ) : (
    ''
  )
}

function Hint({ hint, ...field }: Aid) {
  return hint ? (
    <small id={`${idOf(field)}-hint`} safe>
      {hint}
    </small>
  ) : (
    ''
  )
}

/** The button that sends a form. */
export function Submit({ primary, danger, children }: PropsWithChildren<{ primary?: boolean; danger?: boolean }>) {
  return (
    <button type="submit" class={['btn', primary && 'primary', danger && 'danger']}>
      {children}
    </button>
  )
}
