import { Html, type PropsWithChildren } from '@elysiajs/html'

interface Said {
  name: string
  label: string
  hint?: string
  /** Why the value was refused; read out with the input and shown below it. */
  error?: string | undefined
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
}

// In attributes Kita escapes quotes alone, so that `&lt;` somebody typed would come back as `<`.

/** A labelled input. The hint is read out with it. */
export function Field({ name, label, hint, error, value, type = 'text', ...input }: FieldProps) {
  return (
    <p class="field">
      <label for={`f-${name}`} safe>
        {label}
      </label>
      <input
        id={`f-${name}`}
        name={name}
        type={type}
        value={Html.escapeHtml(String(value ?? ''))}
        {...describedBy({ name, hint, error })}
        {...input}
      />
      <Hint name={name} hint={hint} />
      <FieldError name={name} error={error} />
    </p>
  )
}

interface TextAreaProps extends Said {
  value?: string | null
  rows?: number
  maxlength?: number
  placeholder?: string
}

export function TextArea({ name, label, hint, error, value, rows = 3, ...area }: TextAreaProps) {
  return (
    <p class="field">
      <label for={`f-${name}`} safe>
        {label}
      </label>
      <textarea id={`f-${name}`} name={name} rows={String(rows)} {...describedBy({ name, hint, error })} {...area} safe>
        {value ?? ''}
      </textarea>
      <Hint name={name} hint={hint} />
      <FieldError name={name} error={error} />
    </p>
  )
}

interface ChoiceProps extends Said {
  value?: string | null
  options: readonly { value: string; label: string }[]
  disabled?: boolean
}

export function Choice({ name, label, hint, error, value, options, disabled }: ChoiceProps) {
  return (
    <p class="field">
      <label for={`f-${name}`} safe>
        {label}
      </label>
      <select id={`f-${name}`} name={name} {...describedBy({ name, hint, error })} disabled={disabled}>
        {options.map((option) => (
          <option value={Html.escapeHtml(option.value)} selected={option.value === value} safe>
            {option.label}
          </option>
        ))}
      </select>
      <Hint name={name} hint={hint} />
      <FieldError name={name} error={error} />
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

type Aid = Pick<Said, 'name' | 'hint' | 'error'>

// A list of ids that exist: an error first, because it is what the reader needs to hear.
function describedBy({ name, hint, error }: Aid) {
  const ids = [error && `f-${name}-error`, hint && `f-${name}-hint`].filter((id) => id !== undefined && id !== '')
  return {
    ...(ids.length > 0 && { 'aria-describedby': ids.join(' ') }),
    ...(error && { 'aria-invalid': 'true' }),
  }
}

function FieldError({ name, error }: Pick<Aid, 'name' | 'error'>) {
  return error ? (
    <span class="field-error" id={`f-${name}-error`} safe>
      {error}
    </span>
  ) : (
    ''
  )
}

function Hint({ name, hint }: { name: string; hint?: string | undefined }) {
  return hint ? (
    <small id={`f-${name}-hint`} safe>
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
