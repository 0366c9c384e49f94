import type { CheckSpec, ProbeOptions } from './check.js'
import type { Ran, RunnerStatistics } from './data.js'
import type { CallOptions } from './session.js'

/** How checks are run. */
export interface RunnerOptions {
  /** At most so many attempts at once, each with a socket; 256. */
  readonly concurrency?: number
  /** At most so many attempts at once of checks of the same host; 4. */
  readonly perHost?: number
  /** No attempt is started while so many results wait to be read; 1,024. */
  readonly unread?: number
  /** Tells probers apart that have the same checks; 0. */
  readonly seed?: number
  /** How each attempt is made. */
  readonly probe?: Omit<ProbeOptions, 'signal'>
}

/**
 * Runs checks, each by its own interval, and brings their results in the order in which they end. `for await (const ran of
 * runner)` closes the runner when the loop ends. A reader that is slow makes no memory grow: as soon as `unread` results wait,
 * no attempt is started until some are read, and the cycles that pass are counted.
 */
export class Runner {
  private constructor()
  /** Starts a runner without checks. */
  static start(options?: RunnerOptions): Promise<Runner>
  /** Adds a check. Its first attempt is within one interval. Throws `invalid` where the name is taken. */
  add(name: string, check: CheckSpec, everyMs: number): void
  /** Forgets a check and ends its attempt. Whether there was one. */
  remove(name: string): boolean
  /** Runs a check before all that are due. Whether there is one. */
  runNow(name: string): boolean
  /** Runs a check before its next cycle, in `waitMs`. Whether there is one. */
  retryIn(name: string, waitMs: number): boolean
  /** Runs a check by its interval again. Whether there is one. */
  enable(name: string): boolean
  /** Runs a check only when asked to. Whether there is one. */
  disable(name: string): boolean
  /** The next result; `undefined` once the runner is closed and all are read. Aborting the signal loses none. */
  next(options?: CallOptions): Promise<Ran | undefined>
  /** The results that are there, `most` (1,000) at most; waits for the first only. Empty once the runner is closed. */
  nextBatch(most?: number, options?: CallOptions): Promise<readonly Ran[]>
  /** What was done, and what is to be done. */
  statistics(): RunnerStatistics
  /** Ends all attempts; the results that are there can still be read. */
  close(): void
  [Symbol.asyncIterator](): AsyncIterator<Ran>
}
