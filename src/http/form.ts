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
