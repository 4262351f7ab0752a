import { Html } from '@elysiajs/html'
import { flagPath } from '#views/flags.ts'

const NAMES = new Intl.DisplayNames('en', { type: 'region' })

interface FlagProps {
  /** ISO 3166-1 alpha-2; null where no country is known. */
  code: string | null
  /** The country's name stands beside the flag, so the flag need not say it too. */
  decorative?: boolean
  small?: boolean
}

/** The flag of a country as a picture: letters that stand for flags do not show on every system. Unknown countries keep the space. */
export function Flag({ code, decorative, small }: FlagProps) {
  const path = code === null ? null : flagPath(code)
  if (code === null || path === null) return <span class={['flag blank', small && 'small']} />
  return (
    <img
      class={['flag', small && 'small']}
      src={path}
      alt={decorative ? '' : NAMES.of(code === 'UK' ? 'GB' : code.toUpperCase())}
      width="20"
      height="15"
      loading="lazy"
      decoding="async"
    />
  )
}
