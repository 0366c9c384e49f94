import type { Bill, PercentileMethod, Retention, SeriesGap, SeriesKey, SeriesKind, SeriesSpec } from './data.js'

/** A time without numbers as a program gives it: the reason is a code, such as `restarted`, or a gap that has one. */
export interface GivenGap {
  /** From when on. */
  readonly from: Date
  /** Until when. */
  readonly to: Date
  /** Why. */
  readonly reason: string | { readonly code: string }
}

/** What is said of a program's own numbers. */
export interface ColumnsOptions {
  /** The unit of what is counted, or of the level: `octets` give values in `octets/s`. */
  readonly unit: string
  /** When the first step begins: a multiple of the step since 1970 in UTC. */
  readonly start: Date
  /** How long each step is. */
  readonly stepMs: number
  /** Which part of each step was measured, 0 to 1; all of it without it. */
  readonly coverage?: Float64Array | readonly number[]
  /** Times without numbers; steps within have no values. */
  readonly gaps?: readonly GivenGap[]
}

/** The same, of levels. */
export interface LevelOptions extends ColumnsOptions {
  /** The least of what each step was made of. */
  readonly min?: Float64Array | readonly (number | null)[]
  /** The greatest. */
  readonly max?: Float64Array | readonly (number | null)[]
}

/**
 * A series over a span of time, step by step; step `n` begins at `start` and `n` times `stepMs`. A step without a value is `NaN`,
 * never 0.
 */
export class Columns {
  private constructor()
  /**
   * Steps in which so much was counted: `octets` become values in `octets/s`. Throws `invalid` where `start` is no multiple of
   * the step, the code of a gap is unknown, or the coverage is not of as many steps.
   */
  static counted(counts: BigUint64Array | readonly (bigint | number)[], options: ColumnsOptions): Columns
  /** Steps of a level, or of rates that something else has worked out. `NaN`, `null` and `undefined` are no values. */
  static levels(levels: Float64Array | readonly (number | null | undefined)[], options: LevelOptions): Columns
  /** Counts per second, or levels. */
  readonly kind: SeriesKind
  /** The unit of the values: `octets/s`, `bit/s`, `celsius`. */
  readonly unit: string
  /** When the first step begins. */
  readonly start: Date
  /** When the last step ends. */
  readonly end: Date
  /** How long each step is. */
  readonly stepMs: number
  /** How many steps there are. */
  readonly length: number
  /** What is missing and why, in the order of time; parts of steps, too. */
  readonly gaps: readonly SeriesGap[]
  /** The average over the time of the step that was measured. */
  readonly average: Float64Array
  /** The least average of the finest steps within; of a gauge the least level. */
  readonly min: Float64Array
  /** The greatest. */
  readonly max: Float64Array
  /** The last. */
  readonly last: Float64Array
  /** Exactly what was counted, whether or not the step was covered enough for values; 0 of a gauge. */
  readonly count: BigUint64Array
  /** Which part of the step was measured, 0 to 1. */
  readonly coverage: Float64Array
  /** When a step begins. */
  time(step: number): Date
  /** Everything that was counted, exactly. */
  total(): bigint
  /** The average over all that was measured; nothing where nothing was. */
  averageOfAll(): number | undefined
  /** A percentile, 0 to 100, of the averages of the steps that have values; the nearest rank unless said. */
  percentile(percent: number, options?: { readonly method?: PercentileMethod }): number | undefined
  /** The values times `factor`, in another unit: octets/s times 8 are `bit/s`. The counts stay what was counted. */
  scaled(factor: number, unit: string): Columns
  /**
   * The same in longer steps. Counts add up exactly; a step has values where at least `leastCoveragePercent` of it, 50, was
   * measured. Throws `invalid` where `stepMs` is no multiple of the step.
   */
  rolledUp(stepMs: number, options?: { readonly leastCoveragePercent?: number }): Columns
  toString(): string
}

/** A series with its columns: what formats write and read. */
export class SeriesColumns {
  /** Columns and what they are of: a device, an object such as `ifHCInOctets`, and the name of its port, disk or sensor. */
  constructor(columns: Columns, of: { readonly device: string; readonly object: string; readonly row?: string })
  /** What it is of. */
  readonly key: SeriesKey
  /** Its steps. */
  readonly columns: Columns
  /** What a store is told so that it has the same counts and averages. */
  measured(): MeasuredSeries
}

/** What was measured of a series, in the order of time: what comes of readings at moments. The arrays are of one length. */
export class MeasuredSeries {
  private constructor()
  /** The series. */
  readonly series: SeriesSpec
  /** From when on each was measured, in milliseconds since 1970. */
  readonly fromMs: BigInt64Array
  /** Until when. */
  readonly toMs: BigInt64Array
  /** What was counted; 0 of a gauge. */
  readonly count: BigUint64Array
  /** The level; `NaN` of a counter. */
  readonly level: Float64Array
  /** Times without numbers, and why. */
  readonly gaps: readonly SeriesGap[]
  /** How many numbers there are. */
  readonly length: number
  /**
   * What was measured, in steps of `stepMs`; a step has values where at least a half of it was measured. Throws `invalid` where
   * nothing was measured, a step is not 1,000 ms to 31 days, or there are more than 10,000,000.
   */
  columns(stepMs: number): Columns
}

/** Bodies of Prometheus remote write, one after the other: counters go on from one body to the next. */
export class RemoteWriter {
  constructor()
  /** The body of a request with these series: protobuf in Snappy. Steps that were written before are left out. */
  body(series: readonly SeriesColumns[]): Promise<Uint8Array>
}

/** What can be chosen about a bill. */
export interface BillOptions {
  /** Over which steps the traffic is averaged; 300,000. */
  readonly stepMs?: number
  /** Which percentile is paid, 0 to 100; 95. */
  readonly percent?: number
  /** How it is taken; `nearest-rank`. */
  readonly method?: PercentileMethod
  /** How much of a step must have been measured so that it is on the bill, 0 to 100 percent; 50. */
  readonly leastCoveragePercent?: number
}

/** Series: their formats and figures. What reads a format rejects with `malformed` and the line where the text is none. */
export const series: {
  /** Series as JSON, which keeps everything. */
  toJson(series: readonly SeriesColumns[]): Promise<string>
  /** The series that `toJson` wrote. */
  fromJson(text: string): Promise<SeriesColumns[]>
  /** Series as CSV (RFC 4180), one line for each step. */
  toCsv(series: readonly SeriesColumns[]): Promise<string>
  /** The series that `toCsv` wrote. */
  fromCsv(text: string): Promise<SeriesColumns[]>
  /** Series as OpenMetrics text (version 1.0), with the labels `device`, `object` and `row`. */
  toOpenmetrics(series: readonly SeriesColumns[]): Promise<string>
  /** The counters and gauges of OpenMetrics text whose samples have times. */
  fromOpenmetrics(text: string): Promise<MeasuredSeries[]>
  /** Series as InfluxDB line protocol, one line for each step of which something was measured. */
  toInflux(series: readonly SeriesColumns[]): Promise<string>
  /** The numbers of InfluxDB line protocol. */
  fromInflux(text: string): Promise<MeasuredSeries[]>
  /** One body of Prometheus remote write with these series alone. */
  toRemoteWrite(series: readonly SeriesColumns[]): Promise<Uint8Array>
  /**
   * Series as a dump that `rrdtool restore` takes: one data source for each, with its name of 1 to 19 characters. Rejects with
   * `invalid` where the columns differ in start, step or length.
   */
  toRrdDump(sources: readonly (readonly [string, Columns])[]): Promise<string>
  /** The series of a dump that `rrdtool dump` wrote: for each data source, each length of its rows. */
  fromRrdDump(text: string): Promise<SeriesColumns[]>
  /**
   * How much of a port's speed its traffic took, step by step: 1 is all of it. `speed` is a gauge of bit/s. Throws `invalid` where
   * units or steps do not fit.
   */
  utilisation(traffic: Columns, speed: Columns): Columns
  /**
   * What is to be paid for traffic in both directions. Steps without values are excluded and counted. Throws `invalid` where
   * steps, times or units do not fit.
   */
  bill(input: Columns, output: Columns, from: Date, to: Date, options?: BillOptions): Bill
  /**
   * When a month begins, and the next one, where clocks are so many minutes ahead of UTC. Throws `invalid` where there is no such
   * month.
   */
  month(year: number, month: number, options?: { readonly utcOffsetMinutes?: number }): [Date, Date]
  /** What a store keeps unless said: 1 minute for 2 days, 10 minutes for 35 days, 1 hour for 2 years. */
  defaultRetention(): Retention
  /** The same, and 5 minutes for 40 days: what a bill of a month by the 95th percentile is made of. */
  retentionForBilling(): Retention
}
