import { Html } from '@elysiajs/html'

/** A success said in passing, on the page that a redirect led to. The script lets it go after a while, and makes all others. */
export function Toast({ text }: { text: string }) {
  return (
    <div class="toast">
      <div class="toast-content">
        <section safe>{text}</section>
      </div>
    </div>
  )
}
