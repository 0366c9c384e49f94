import type { Credential } from './credential.js'
import type { ChosenRows, MissedDevice, PartialDevice, PolledRate } from './data.js'
import type { CallOptions } from './session.js'

/** A column to be polled: a column of numbers of a table. */
export interface PollColumn {
  /** The name in the batches. */
  readonly name: string
  /** The object identifier of the column, without index. */
  readonly oid: string
  /** The type that the MIB gives it. */
  readonly type: 'counter64' | 'counter32' | 'gauge32' | 'time-ticks' | 'integer'
}

/** What to poll, and how often. */
export interface PollOptions {
  /** The community `public` in v2c. */
  readonly credential?: Credential
  /** The UDP port, where an address has none; 161. */
  readonly port?: number
  /** The time from the beginning of one cycle to that of the next; 60,000. Devices are asked evenly in its first part. */
  readonly everyMs?: number
  /** At most 64, of tables with the same index; those of IF-MIB that traffic, errors and states follow from. */
  readonly columns?: PollColumn[]
  /** How long the first attempt waits for an answer; 1000. Each further one waits twice as long. */
  readonly timeoutMs?: number
  /** How often a request is sent again; 2. A device that was missed in the cycle before gets one datagram. */
  readonly retries?: number
  /** What every device is asked for at first; `'all'`. `Poll.choose` changes it. */
  readonly choice?: PollChoice
}

/** What a device is asked for: the whole table, nothing, or only the rows of these indexes, such as `49` or `'10.0.0.1'`. */
export type PollChoice = 'all' | 'rest' | Iterable<number | string>

/**
 * The batches of a poll, one for each cycle. `for await (const batch of engine.poll(targets))` ends the poll when the loop
 * ends. What nobody fetches is dropped, and counted in `PollBatch.skipped`.
 */
export class Poll implements AsyncDisposable {
  private constructor()
  /** The next batch; `undefined` once the poll was cancelled. Aborting the signal loses no batch. */
  nextBatch(options?: CallOptions): Promise<PollBatch | undefined>
  /**
   * What the device at that position of `PollBatch.devices` is asked for, from its next turn on. A device that rests gets no
   * datagram and is not missed; rows that a device does not have are absent.
   *
   * @throws NetwardenError `invalid` for a position that no device has, and for rows that cannot be.
   */
  choose(device: number, choice: PollChoice): void
  /** Ends the poll; who waits for a batch gets `undefined`. */
  cancel(): void
  [Symbol.asyncIterator](): AsyncGenerator<PollBatch, void, undefined>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * What one cycle of a poll brought: the numbers of all devices, column by column. A row is one row of a table of one
 * device, such as an interface. What is of rows has one length. What failed is in `missed` and `partial`.
 */
export class PollBatch {
  private constructor()
  /** Counts the cycles from 0; those that were skipped count too. */
  readonly cycle: number
  /** Cycles that were left out just before this one, as the one before took too long or nobody fetched it. */
  readonly skipped: number
  /** When the cycle began. */
  readonly time: Date
  /** How long the cycle took. */
  readonly tookMs: number
  /** All devices that are polled, answered or not, in the order in which they were given. */
  readonly devices: readonly string[]
  /** Of each row: the position of its device in `devices`. */
  readonly rowDevice: Uint32Array
  /** The arcs of the rows' indexes, one after the other. Where every index has one arc, row `n` has the `n`th. */
  readonly index: Uint32Array
  /** Where the arcs of each row end; empty where every index has one arc. */
  readonly indexEnds: Uint32Array
  /** Of each row: when its answer came, in nanoseconds since the cycle began. */
  readonly takenNs: BigUint64Array
  /** Of each row: `sysUpTime.0` of the same answer, in hundredths of a second; 0 where it is not known. */
  readonly uptime: Uint32Array
  /** Which rows have an uptime: 1 or 0. */
  readonly uptimeValid: Uint8Array
  /** The columns in the order in which they were given. */
  readonly columns: readonly PolledColumn[]
  /** Devices of which nothing was obtained. */
  readonly missed: readonly MissedDevice[]
  /** Devices of which not all was obtained. */
  readonly partial: readonly PartialDevice[]
  /** Devices that were not asked, by choice: their positions in `devices`, ascending. */
  readonly resting: Uint32Array
  /** Devices of which only some rows were asked for, by choice. */
  readonly chosen: readonly ChosenRows[]
  /** How many rows there are. */
  readonly length: number
  /** The column of that name. */
  column(name: string): PolledColumn | undefined
  /** The traffic of every interface from `earlier` to this batch; what is gone or was missed follows as gaps. */
  rates(earlier: PollBatch): readonly PolledRate[]
  toString(): string
}

/** One column of a `PollBatch`, with a value for every row. */
export interface PolledColumn {
  /** The name, such as `ifHCInOctets`. */
  readonly name: string
  /** The object identifier of the column, without index. */
  readonly oid: string
  /** The type that the MIB gives it. A device that sends another width of a counter has no value here. */
  readonly type: string
  /** A number for each row, signed where the type is `integer`; 0 where there is none. */
  readonly values: BigUint64Array | BigInt64Array
  /** Which rows have a value: 1 or 0. */
  readonly valid: Uint8Array
}
