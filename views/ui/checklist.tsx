import { Html, type PropsWithChildren } from '@elysiajs/html'

interface StepProps {
  state: 'done' | 'current' | 'later'
  title: string
  text?: string
}

/** The steps of a first run. Children are `Step`s. */
export function Steps({ children }: PropsWithChildren) {
  return <ol class="steps">{children}</ol>
}

const SAID = { done: 'Done: ', current: 'Now: ', later: '' }

/** One step. Children are what to do in it. */
export function Step({ state, title, text, children }: PropsWithChildren<StepProps>) {
  return (
    <li class={state} aria-current={state === 'current' ? 'step' : undefined}>
      <h2>
        <span class="visually-hidden" safe>
          {SAID[state]}
        </span>
        <span safe>{title}</span>
      </h2>
      {text !== undefined && <p safe>{text}</p>}
      {Boolean(children) && <div>{children}</div>}
    </li>
  )
}
