import type { Ack, Gap, Retention, SeriesFilter, SeriesSpec } from './data.js'
import type { Columns, MeasuredSeries } from './series.js'

/** How a store is made. */
export interface StoreOptions {
  /** What is kept; `series.defaultRetention()`. */
  readonly retention?: Retention
  /** Of at most so many series; 1,000,000. */
  readonly mostSeries?: number
}

/** How a file of series is opened. */
export interface SqliteOptions extends StoreOptions {
  /**
   * What an acknowledged append outlasts: `disk`, the end of the machine; `system`, the end of the program. `disk`, unless said.
   */
  readonly durability?: 'disk' | 'system'
  /** The file grows to at most so many octets; without a limit. */
  readonly mostOctets?: number
}

/** What can be chosen about reading. */
export interface ReadOptions {
  /** The step: a multiple of an archive's; that of the finest archive that reaches back so far. */
  readonly stepMs?: number
  /** Which part of a step must have been measured so that it has values, 0 to 100 percent; 50. Its count is told anyway. */
  readonly leastCoveragePercent?: number
}

/** Numbers of series: one for each measurement, or one for all. */
export type SeriesNumbers = Uint32Array | readonly number[] | number
/** Times in milliseconds since 1970: one for each measurement, or one for all. */
export type SeriesTimes = BigInt64Array | Float64Array | readonly (bigint | number)[] | bigint | number

/** What was counted: one for each measurement, or one for all. */
export type SeriesCounts = BigUint64Array | readonly (bigint | number)[] | bigint | number
/** Levels: one for each measurement, or one for all. */
export type SeriesLevels = Float64Array | readonly (number | null | undefined)[] | number

/**
 * Where series are kept: a `MemoryStore` or a `SqliteStore`. What was acknowledged is there for every later read. A series has a
 * number for as long as the store lasts. What is not after what the series already has is refused and counted as late: nothing
 * is counted twice. Calls run beside the event loop, in the order in which they were made.
 */
export abstract class Store {
  protected constructor()
  /**
   * The number of the series of that key; it is made where there is none yet. Rejects with `invalid` where the key is there with
   * another kind or unit, and with `limit` where there are too many.
   */
  declare(series: SeriesSpec): Promise<number>
  /** The numbers of all of these, in their order: a file waits for the disk once. Rejects as `declare` does. */
  declareAll(series: Iterable<SeriesSpec>): Promise<Uint32Array>
  /** Declares a series that a format was read into, and takes in all of it, gaps too. Rejects as `declare` does. */
  append(measured: MeasuredSeries): Promise<Ack>
  /**
   * Takes in what counters counted, all or nothing: `RateColumn.count`, `MeasuredColumn.counts`. Rejects with `invalid` where a
   * series was not declared, or the columns are of different lengths.
   */
  appendCounts(series: SeriesNumbers, fromMs: SeriesTimes, toMs: SeriesTimes, counts: SeriesCounts): Promise<Ack>
  /** The same of levels; what is no finite number is a gap. */
  appendLevels(series: SeriesNumbers, fromMs: SeriesTimes, toMs: SeriesTimes, levels: SeriesLevels): Promise<Ack>
  /** Takes in that there is no number, and why: a gap, or its code, such as `restarted`. */
  appendGaps(series: SeriesNumbers, fromMs: SeriesTimes, toMs: SeriesTimes, reason: string | Gap): Promise<Ack>
  /** A series over a span of time. Rejects with `invalid` where there is no such series or the step does not fit. */
  read(series: number, from: Date, to: Date, options?: ReadOptions): Promise<Columns>
  /** The series that are meant, by their numbers, ascending; all of them unless said. */
  series(filter?: SeriesFilter): Promise<Map<number, SeriesSpec>>
  /** When the series was measured last: from there it goes on. `undefined` where it never was. */
  measuredUntil(series: number): Promise<Date | undefined>
  /** Forgets what is older than the archives are to keep at `now`. */
  retain(now: Date): Promise<void>
  /** What is kept. */
  readonly retention: Retention
  /** How many series there are. */
  readonly size: number
}

/** Series in memory, in about one octet for each step of idle and two to five for each of busy interfaces. */
export class MemoryStore extends Store {
  /** An empty store. Throws `invalid`, with what would be right, where the retention cannot be kept to. */
  constructor(options?: StoreOptions)
}

/**
 * Series in a file of SQLite, which outlive the program: whatever was acknowledged is there, however the program ended. The file
 * is for one program at a time. Beside it stands SQLite's log, `-wal`, while it is open: who copies the file copies both, or calls
 * `copyTo`.
 */
export class SqliteStore extends Store implements AsyncDisposable {
  private constructor()
  /**
   * Opens the file, or makes it where there is none. An old file keeps what it says itself; it can be told to keep more or fewer
   * rows, but not other steps. Rejects with `io` where the file is in use, or can be neither opened nor made; with `malformed`
   * where it is no store of series or damaged; with `invalid` where it is another program's or the retention does not fit; with
   * `limit` where it has too many series.
   */
  static open(path: string, options?: SqliteOptions): Promise<SqliteStore>
  /** Where the file is. */
  readonly path: string
  /** Writes everything to a new file, which is a store like this one. Rejects with `io` where the file is there already. */
  copyTo(path: string): Promise<void>
  /** Reads the whole file, whether it is as it was written. Rejects with `malformed` and the first thing that is not. */
  check(): Promise<void>
  /** Closes it for all, once who uses it is done; every later call rejects with `invalid`. */
  close(): Promise<void>
  /** Whether it was closed. */
  readonly closed: boolean
  [Symbol.asyncDispose](): Promise<void>
}
