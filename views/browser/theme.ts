import { findAll, on } from './page.ts'

const ONE_YEAR_S = 31_536_000

// Without this script the form is posted and the server sets the same cookie.
on<SubmitEvent>(
  'submit',
  (event, form) => {
    const button = event.submitter
    if (!form.matches('[data-theme-form]') || !(button instanceof HTMLButtonElement)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const secure = location.protocol === 'https:' ? '; Secure' : ''
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is missing in older browsers and over plain http.
    document.cookie = `theme=${button.value}; Path=/; Max-Age=${ONE_YEAR_S}; SameSite=Lax${secure}`
    document.documentElement.className = button.value === 'auto' ? '' : button.value
    for (const one of findAll<HTMLButtonElement>('[data-theme-form] button')) {
      one.setAttribute('aria-pressed', String(one.value === button.value))
    }
  },
  true,
)
