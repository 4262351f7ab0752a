import { Html } from '@elysiajs/html'
import type { ErrorDetails } from '#src/http/errors.ts'
import { paths } from './paths.ts'
import { Problems } from './ui/problems.tsx'

interface ErrorPageProps {
  status: number
  /** The stable name of the error. */
  reason: string
  message: string
  details?: ErrorDetails | undefined
  requestId: string
  /** Where the refused request went. */
  address?: string
  isSignedIn: boolean
}

interface Words {
  title: string
  text: string
}

const WORDS: Record<number, Words> = {
  400: { title: 'That could not be done', text: 'Something in what was sent is missing or wrong. Nothing was changed.' },
  403: {
    title: 'You may not do this',
    text: 'Your role does not include it. Ask an owner of your organisation if you need it.',
  },
  404: {
    title: 'Nothing here',
    text: 'It may have been deleted, or it is not among the accounts that you see, or the address is mistyped.',
  },
  405: { title: 'Nothing here', text: 'This address is for forms and programs, not for reading.' },
  406: { title: 'Nothing to show', text: 'This address serves programs.' },
  409: { title: 'Not possible right now', text: 'Something else stands in the way. Nothing was changed.' },
  413: { title: 'Too large', text: 'What was sent is larger than this address takes. Nothing was changed.' },
  421: {
    title: 'This server has another name',
    text: 'It answers only to the address that it was set up with, so that no other site can speak for it.',
  },
  429: { title: 'Too many tries', text: 'Wait a little, then try again.' },
  500: {
    title: 'Something went wrong on our side',
    text: 'It was written to the log under the number below. Trying again may help.',
  },
  503: { title: 'Not available right now', text: 'Something that is needed for this does not answer. Nothing was changed.' },
}

const BY_REASON: Record<string, Words> = {
  SETUP_REQUIRED: {
    title: 'Mooring has no owner yet',
    text: 'Open the setup link that the server printed when it started. It works once, for 30 minutes.',
  },
}

const wordsFor = ({ status, reason }: Pick<ErrorPageProps, 'status' | 'reason'>): Words =>
  BY_REASON[reason] ?? WORDS[status] ?? { title: 'That did not work', text: 'Nothing was changed.' }

/** What the page of an error is called. */
export const titleOf = (error: Pick<ErrorPageProps, 'status' | 'reason'>) => wordsFor(error).title

/** What went wrong, why, the way back, and the number that finds it in the log. */
export function ErrorPage({ status, reason, message, details, requestId, address, isSignedIn }: ErrorPageProps) {
  const { title, text } = wordsFor({ status, reason })
  return (
    <section class={['card', isSignedIn && 'narrow']}>
      <h1 tabindex="-1" safe>
        {title}
      </h1>
      {!(status === 404 && isTelling(message, title)) && <p safe>{text}</p>}
      {reason !== 'SETUP_REQUIRED' && isTelling(message, title) && <p safe>{`${message.replace(/\.$/, '')}.`}</p>}
      {reason === 'SETUP_REQUIRED' && <SetupCommands />}
      <Problems details={details} address={address} />
      <p class="row">
        {isSignedIn ? (
          <a class="btn primary" href={paths.home}>
            Go to the overview
          </a>
        ) : (
          status !== 421 &&
          reason !== 'SETUP_REQUIRED' && (
            <a class="btn primary" href={paths.login}>
              Sign in
            </a>
          )
        )}
      </p>
      <small>
        <span safe>{`${status} · request `}</span>
        <code safe>{requestId}</code>
      </small>
    </section>
  )
}

// The general sentences of these say less than the words above.
const SAID_ALREADY = new Set(['You may not do this', 'Some fields are missing or invalid'])
const isTelling = (message: string, title: string) =>
  !SAID_ALREADY.has(message) && message !== title && !/not found$/i.test(message)

function SetupCommands() {
  return (
    <>
      <p>The link is lost or too old? This prints a new one:</p>
      <pre>
        <code>mooring setup-link</code>
      </pre>
      <p class="muted">
        In Docker: <code>docker exec &lt;container&gt; mooring setup-link</code>
      </p>
    </>
  )
}
