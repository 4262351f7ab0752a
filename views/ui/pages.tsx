import { Html } from '@elysiajs/html'
import { Icon } from './icon.tsx'

interface PagesProps {
  /** The first is 1. */
  page: number
  pages: number
  /** For example "51 to 100 of 340 accounts". */
  text: string
  href: (page: number) => string
}

const NEIGHBOURS = 1

/** The pages of a list by number: the first, the last, and those around this one. */
export function Pages({ page, pages, text, href }: PagesProps) {
  return (
    <nav class="pager" aria-label="Pages">
      <span class="muted" safe>
        {text}
      </span>
      {pages > 1 && (
        <ol>
          {page > 1 && (
            <li>
              <a class="btn small icon-only" href={href(page - 1)} rel="prev">
                <Icon name="chevron-left" label="Previous page" />
              </a>
            </li>
          )}
          {numbersAround(page, pages).map((number) => (
            <li>
              {number === null ? (
                <span class="muted" aria-hidden="true">
                  …
                </span>
              ) : (
                <a
                  class={['btn small', number !== page && 'ghost']}
                  href={href(number)}
                  aria-label={`Page ${number}`}
                  aria-current={number === page ? 'page' : undefined}
                  safe
                >
                  {String(number)}
                </a>
              )}
            </li>
          ))}
          {page < pages && (
            <li>
              <a class="btn small icon-only" href={href(page + 1)} rel="next">
                <Icon name="chevron-right" label="Next page" />
              </a>
            </li>
          )}
        </ol>
      )}
    </nav>
  )
}

// null stands for the pages that are left out.
function numbersAround(page: number, pages: number): (number | null)[] {
  const wanted = [1, pages, ...Array.from({ length: 2 * NEIGHBOURS + 1 }, (_, index) => page - NEIGHBOURS + index)]
  const numbers = [...new Set(wanted)].filter((number) => number >= 1 && number <= pages).sort((a, b) => a - b)
  return numbers.flatMap((number, index) => (index > 0 && number - (numbers[index - 1] ?? 0) > 1 ? [null, number] : [number]))
}
