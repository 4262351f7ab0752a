import { Html, type PropsWithChildren } from '@elysiajs/html'

interface FilterFormProps {
  id: string
  /** The page whose address holds the filter. */
  action: string
  /** What on the page the filter changes. */
  target: string
  /** The answer does not say its address itself. */
  keepsAddress?: boolean
  /** It has a button of its own. */
  hasButton?: boolean
}

/** What narrows a list further; works at once, or by a button without a script. Children are hidden fields and `FilterSelect`s. */
export function FilterForm({ id, action, target, keepsAddress, hasButton, children }: PropsWithChildren<FilterFormProps>) {
  return (
    <form
      id={id}
      class="row"
      method="get"
      action={action}
      hx-get={action}
      hx-trigger="change, submit"
      hx-sync="this:replace"
      hx-target={target}
      hx-swap="outerMorph"
      {...(keepsAddress && { 'hx-replace-url': 'true' })}
    >
      {children}
      {!hasButton && (
        <noscript>
          <button type="submit" class="btn">
            Show
          </button>
        </noscript>
      )}
    </form>
  )
}

interface KeptProps {
  name: string
  value: string | undefined
}

/** A filter that was chosen elsewhere on the page. On the list of accounts the search at the top takes it along. */
export function Kept({ name, value }: KeptProps) {
  return value === undefined ? '' : <input type="hidden" name={name} value={Html.escapeHtml(value)} data-kept />
}

interface FilterSelectProps {
  name: string
  label: string
  value: string | undefined
  /** What is shown while nothing is chosen; left out where something always is. */
  none?: string
  options: readonly (readonly [value: string, label: string])[]
}

export function FilterSelect({ name, label, value, none, options }: FilterSelectProps) {
  return (
    <select id={`by-${name}`} name={name} aria-label={label} data-kept>
      {none !== undefined && (
        <option value="" safe>
          {none}
        </option>
      )}
      {options.map(([one, words]) => (
        <option value={Html.escapeHtml(one)} selected={one === value} safe>
          {words}
        </option>
      ))}
    </select>
  )
}
