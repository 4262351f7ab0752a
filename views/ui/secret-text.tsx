import { Html } from '@elysiajs/html'

/** A secret that is shown this once, with the way to copy it. */
export function SecretText({ id, text, label }: { id: string; text: string; label: string }) {
  return (
    <div class="row">
      <code id={id} class="secret" safe>
        {text}
      </code>
      <button type="button" class="btn small" data-copy-from={id} safe>
        {label}
      </button>
    </div>
  )
}
