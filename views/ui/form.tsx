import { Html, type PropsWithChildren } from '@elysiajs/html'

interface FieldProps {
  name: string
  label: string
  hint?: string
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
export function Field({ name, label, hint, value, type = 'text', ...input }: FieldProps) {
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
        aria-describedby={hint ? `f-${name}-hint` : undefined}
        {...input}
      />
      <Hint name={name} hint={hint} />
    </p>
  )
}

interface TextAreaProps {
  name: string
  label: string
  hint?: string
  value?: string | null
  rows?: number
  maxlength?: number
  placeholder?: string
}

export function TextArea({ name, label, hint, value, rows = 3, ...area }: TextAreaProps) {
  return (
    <p class="field">
      <label for={`f-${name}`} safe>
        {label}
      </label>
      <textarea
        id={`f-${name}`}
        name={name}
        rows={String(rows)}
        aria-describedby={hint ? `f-${name}-hint` : undefined}
        {...area}
        safe
      >
        {value ?? ''}
      </textarea>
      <Hint name={name} hint={hint} />
    </p>
  )
}

interface ChoiceProps {
  name: string
  label: string
  hint?: string
  value?: string | null
  options: readonly { value: string; label: string }[]
  disabled?: boolean
}

export function Choice({ name, label, hint, value, options, disabled }: ChoiceProps) {
  return (
    <p class="field">
      <label for={`f-${name}`} safe>
        {label}
      </label>
      <select id={`f-${name}`} name={name} aria-describedby={hint ? `f-${name}-hint` : undefined} disabled={disabled}>
        {options.map((option) => (
          <option value={Html.escapeHtml(option.value)} selected={option.value === value} safe>
            {option.label}
          </option>
        ))}
      </select>
      <Hint name={name} hint={hint} />
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
