import type { Credential } from './credential.js'
import type { RecordingStatistics, Template } from './data.js'
import type { Measurements } from './measure.js'
import type { CallOptions } from './session.js'
import type { Store } from './store.js'

/** What to measure, and how. */
export interface RecordOptions {
  /** The community `public` in v2c. */
  readonly credential?: Credential
  /** The UDP port, where an address has none; 161. */
  readonly port?: number
  /**
   * What to measure; `measure.everything()`. Where groups of ports are in it, but not `ports`, which they follow, that is
   * added, and kept out of the store.
   */
  readonly template?: Template
  /**
   * A file in which the last counters are remembered, so that the next run goes on from there without a spike and without a
   * loss. It is written at most once a minute, and at the end; none.
   */
  readonly rememberIn?: string
  /** How often all names of rows are read again; an hour. They are read at once where a device restarted or rows came that have none. */
  readonly namesEveryMs?: number
  /** How long the first attempt waits for an answer; the engine's. */
  readonly timeoutMs?: number
  /** How often a request is sent again; the engine's. */
  readonly retries?: number
  /** Where the series are kept; nowhere. It can be read while it is written, and used again afterwards. */
  readonly store?: Store
}

/**
 * What is measured, as it comes: one `Measurements` for each cycle of each group. `for await (const measured of recording)`
 * ends the recording when the loop ends, and waits until all is kept. What nobody fetches is measured and kept all the same,
 * and counted in `RecordingStatistics.untold`.
 */
export class Recording implements AsyncDisposable {
  private constructor()
  /** What the next cycle of a group came to; `undefined` once the recording has ended. Aborting the signal loses none. */
  next(options?: CallOptions): Promise<Measurements | undefined>
  /** What the last cycle of a group came to; `undefined` where it had none yet. */
  latest(group: string): Measurements | undefined
  /** How it goes; after its end, how it went. */
  statistics(): RecordingStatistics
  /**
   * Ends the recording, and waits until everything measured is kept and the last counters are remembered. Who waits for the
   * next one gets `undefined`. Rejects with what kept the last of it from being written, once.
   */
  stop(): Promise<void>
  [Symbol.asyncIterator](): AsyncGenerator<Measurements, void, undefined>
  [Symbol.asyncDispose](): Promise<void>
}
