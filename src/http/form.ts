import { audienceOf } from './audience.ts'
import { AppError } from './errors.ts'
import { page, type Reply } from './reply.ts'

/** A form as a page that stands alone. */
export interface FormPage {
  title: string
  /** Without navigation, for people who are not signed in. */
  bare: boolean
  html: (problem: AppError) => JSX.Element
}

const offered = new WeakMap<Request, OfferedForm>()

export interface OfferedForm extends FormPage {
  /** The part of the page that the form's own request replaces; the page where it is left out. */
  part?: (problem: AppError) => JSX.Element
}

/**
 * Has a form that is refused shown again, with the reasons beside its fields: also what is refused before the handler runs.
 * Called by the route's `transform`, which comes before the input is checked.
 */
export const offerAgain = (request: Request, form: OfferedForm) => void offered.set(request, form)

// Refusals that another try in the same form can get past.
const MENDABLE = new Set([400, 409, 422, 502, 503])

/** The form to show for a refusal, if its route offered one. */
export const formFor = (request: Request, { status }: AppError): OfferedForm | undefined =>
  MENDABLE.has(status) ? offered.get(request) : undefined

/**
 * Does `work`. When it is refused, a browser that sent a plain form gets the form again, with the reason; everybody else the error.
 */
export async function orFormAgain(request: Request, { title, bare, html }: FormPage, work: () => Promise<Reply>): Promise<Reply> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError) || audienceOf(request) !== 'page') throw error
    return page(title, () => html(error), { status: error.status, headers: error.headers, bare })
  }
}
