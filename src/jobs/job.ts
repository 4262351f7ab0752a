import type { Deps } from '#src/deps.ts'
import type { Actor } from '#src/team/actor.ts'

export type JobType = 'pool.sync' | 'proxy.bulk' | 'proxy.assign_missing' | 'accounts.import'

/** A running job, as the work sees it. */
export interface Job<Input = unknown> {
  id: string
  input: Input
  /** Who asked for it, with the reach they have now, looked at again after each item; the system for timers. */
  readonly actor: Actor
  /** Aborted at shutdown and when somebody cancels or pauses. Work stops at the next item and goes on after a restart. */
  signal: AbortSignal
  setTotal(total: number): void
  /** Moves the progress without an item of its own, for example a page of a sync. */
  setDone(done: number): void
  /** Items finished before a restart are not done again. */
  isFinished(item: string): boolean
  /** May be called inside the transaction of the item's own change, so that both are kept or neither. */
  finishItem(item: string, outcome: { ok: boolean; result: Record<string, unknown> }): void
}

/** The verb behind a job type. What it throws ends the job as failed; an AppError's or NetFailure's sentence is shown. */
export type Work = (deps: Deps, job: Job) => Promise<void> | void

export interface KeptItem {
  item: string
  ok: boolean
  result: Record<string, unknown>
}

export interface JobRunner {
  /** Stores a job and starts it as soon as its type is free. Returns its id. Input must be JSON without secrets. */
  start(type: JobType, input: unknown, actor: Actor): string
  /** Stores what is done already as a job of its own, for those who ask for it by its id. Returns the id. */
  keep(type: JobType, input: unknown, items: KeptItem[], actor: Actor): string
  /** The job of this type that is queued or running now, if any; a paused one is not. */
  active(type: JobType): string | null
  /** Ends a job that has not ended for good; its work stops at the next item. False when it had ended already. */
  cancel(id: string): boolean
  /** Interrupts a queued or running job until somebody lets it go on; what it finished stays done. False when it had ended or is paused. */
  pause(id: string): boolean
  /** Lets a paused job go on where it was. False when it is not paused. */
  goOn(id: string): boolean
  /** Takes up what an earlier process left queued or running. */
  resume(): void
  /** Interrupts running work, to be resumed by the next process, and waits for it. Nothing starts after this. */
  stop(): Promise<void>
  /** Resolves when nothing is queued or running. */
  settled(): Promise<void>
}
