import type { z } from 'zod'

/** What the description of the API says about a route beyond what the route itself knows. */
export interface Described {
  tag: string
  /** The operation's name for generated clients. */
  id?: string
  summary: string
  about?: string
  /** The body of the good answer. Left out: the answer has none that programs could read. */
  answer?: z.ZodType
  /** Of the good answer; 200 when left out. */
  status?: number
  /** Another good answer, of another status. */
  also?: { status: number; summary: string; answer: z.ZodType }
  /** Of an answer that is not JSON. */
  type?: string
  /** A browser without script gets the page where the result is to be seen. */
  leadsOn?: boolean
  /** Bodies it takes in place of the route's own, by content type. */
  takes?: Record<string, z.ZodType>
  /** What it takes in the address, where the route reads that by itself. */
  query?: z.ZodType
  /** Headers that it reads, with what they hold. */
  headers?: Record<string, string>
  /** Why it may refuse, by status, beyond what every route may. */
  refusals?: Record<number, string>
  /** It has a token of its own, or none at all, where the route says nothing about who may call. */
  security?: Record<string, string[]>[]
}

/** By method and path as they are mounted: `GET /api/accounts/:id`. */
export type Descriptions = Record<string, Described>
