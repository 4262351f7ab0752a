import { Html } from '@elysiajs/html'
import { ENTRIES } from './navigation.ts'
import { Icon } from './ui/icon.tsx'

const KEYS = [
  ['/', 'Search'],
  ['j k', 'Next and previous row'],
  ['x', 'Select the row'],
  ['Enter', 'Open the row'],
  ['t', 'Test'],
  ['r', 'Replace the IP'],
  ['c', 'Create'],
  ['Esc', 'Close'],
  ['?', 'This list'],
] as const

/** The keys that do something, and the switch that turns single keys off. */
export function Shortcuts() {
  return (
    <dialog id="shortcuts" class="dialog" aria-labelledby="shortcuts-title">
      <div>
        <header>
          <h2 id="shortcuts-title">Keyboard shortcuts</h2>
        </header>
        <dl class="shortcuts">
          {KEYS.map(([key, what]) => (
            <Key shown={key} what={what} />
          ))}
          {ENTRIES.filter(({ key }) => key !== undefined).map(({ key, label }) => (
            <Key shown={`g ${key}`} what={`Go to ${label}`} />
          ))}
        </dl>
        <label class="row">
          <input type="checkbox" data-shortcuts="on" checked />
          Single keys do something
        </label>
        <form method="dialog">
          <button type="submit" class="btn ghost small icon-only">
            <Icon name="x" label="Close" />
          </button>
        </form>
      </div>
    </dialog>
  )
}

function Key({ shown, what }: { shown: string; what: string }) {
  return (
    <>
      <dt>
        <kbd class="kbd" safe>
          {shown}
        </kbd>
      </dt>
      <dd safe>{what}</dd>
    </>
  )
}
