import { Html, type PropsWithChildren } from '@elysiajs/html'
import { Icon } from './icon.tsx'

interface MenuProps {
  /** Unique on the page. */
  id: string
  /** What the menu is for, for example "More for Mila Frost". */
  label: string
}

/** Further actions behind three dots, opened and closed by the browser itself. Children are links and forms. */
export function Menu({ id, label, children }: PropsWithChildren<MenuProps>) {
  return (
    <>
      <button type="button" class="btn ghost small icon-only" popovertarget={id}>
        <Icon name="ellipsis" label={label} />
      </button>
      <div id={id} class="menu" popover="auto">
        {children}
      </div>
    </>
  )
}
