import type { Delta, FollowedPorts, Gap, PageDelta, Rate, RowGap } from './data.js'

/**
 * One reading of one counter: its value with its width, and when it was read by every clock that can tell. One of
 * `counter32` and `counter64` is required. The more the agent says, the more decreases can be explained: read
 * `sysUpTime.0` in the same PDU as the counter. Times of the agent are `TimeTicks`, hundredths of a second.
 */
export interface Sample {
  readonly counter32?: number
  readonly counter64?: bigint
  /** The local clock, in milliseconds from any start. */
  readonly atMs: number
  /** `sysUpTime.0` of the same PDU. */
  readonly uptime?: number
  /** `ifCounterDiscontinuityTime` (RFC 2863). */
  readonly discontinuity?: number
  /** `ifLastChange`. */
  readonly lastChange?: number
  /** `snmpEngineBoots` (RFC 3411). */
  readonly engineBoots?: number
}

/** The most that the counter can count in a second; unknown without it. */
export interface RateOptions {
  readonly maxRate?: number
}

/** What an agent says of one interface, by which it is known again. */
export interface PortIdentity {
  /** `ifIndex`. */
  readonly index: number
  /** `ifName`, else `ifDescr`. */
  readonly name?: string
  /** `ifAlias`. */
  readonly alias?: string
  /** `ifPhysAddress`. */
  readonly mac?: string
}

/** One reading of a printer's page counter (`prtMarkerLifeCount`, RFC 3805). */
export interface PageReading {
  /** The count; nothing where the printer did not say it. */
  readonly pages?: number
  /** When, by a local clock, in milliseconds from any start. */
  readonly atMs: number
  /** The maker, where it is known. */
  readonly manufacturer?: string
  /** The serial number, where it is known. */
  readonly serial?: string
}

/** What is known of a page counter's ways. */
export interface PageOptions {
  /** After which count its maker documents that it starts at 0; without it, it never wraps. */
  readonly lastCount?: number
  /** The most pages a minute that the printer can do; 300. */
  readonly mostPerMinute?: number
  /** The most pages whose count is lost with the power; 200. */
  readonly mostLost?: number
}

/** So many rows of one agent that one answer brought. Times of the agent are as in `Sample`. */
export interface Reading {
  /** How many rows, from where the reading before ended. */
  readonly rows: number
  /** The local clock, in milliseconds from any start. */
  readonly atMs: number
  /** `sysUpTime.0` of the same answer. */
  readonly uptime?: number
  /** `ifCounterDiscontinuityTime`, where it is that of all its rows. */
  readonly discontinuity?: number
  /** `ifLastChange`, where it is that of all its rows. */
  readonly lastChange?: number
  /** `snmpEngineBoots` (RFC 3411). */
  readonly engineBoots?: number
}

/** What was read of many counters, row by row. */
export interface CounterReadings {
  /** When the rows were read: runs of rows that came together, in order. */
  readonly readings: readonly Reading[]
  /** The values, where the counters have 32 bits; a `BigUint64Array` as a poll has them is taken, too. */
  readonly counter32?: Uint32Array | BigUint64Array | readonly number[]
  /** The values, where the counters have 64 bits. */
  readonly counter64?: BigUint64Array | readonly (bigint | number)[]
  /** Which rows have a value, 1 or 0; all without it. */
  readonly valid?: Uint8Array | readonly boolean[]
  /** `ifCounterDiscontinuityTime` of each row. */
  readonly discontinuity?: Uint32Array | readonly number[]
  /** `ifLastChange` of each row. */
  readonly lastChange?: Uint32Array | readonly number[]
}

/** The rates of a column of counters, with one number for each row. */
export interface RateColumn {
  /** Counts per second; `NaN` where there is a gap, never 0. */
  readonly perSecond: Float64Array
  /** What was counted; 0 where there is a gap. */
  readonly count: BigUint64Array
  /** The time that the rate is over; 0 where there is a gap. */
  readonly intervalMs: Uint32Array
  /** Why there is no rate, in the order of the rows: each row without one is here once. */
  readonly gaps: readonly RowGap[]
}

/** The last readings of very many counters of one kind: columns in, columns out. The verdicts are those of `counter.rate`. */
export class CounterBank {
  /** So many counters that count at most `maxRate` each in a second; none of them was seen yet. */
  constructor(rows: number, options?: RateOptions)
  /** Takes in what was read, and says the rate of every row since it was seen last. */
  advance(given: CounterReadings): RateColumn
  /** One counter more, at the end, that was not seen yet. */
  push(options?: RateOptions): void
  /** The most that a row counts in a second, from now on; unknown without it. */
  setLimit(row: number, options?: RateOptions): void
  /** The most that a row counts in a second, rounded up by less than one part in 2 ** 25. */
  limit(row: number): number | undefined
  /** Forgets what was seen of a row: another counter is there now. */
  forget(row: number): void
  /** How many counters there are. */
  readonly size: number
}

/** Counters to deltas to rates, without the classic lies. */
export const counter: {
  /** What a counter did from one sample to the other. */
  delta(earlier: Sample, later: Sample, options?: RateOptions): Delta
  /** The rate between two polls of which either may have brought nothing, or the reason why there is none. */
  rate(earlier: Sample | undefined, later: Sample | undefined, options?: RateOptions): Rate | Gap
  /** Which interface of an earlier reading of a device each of a later one is; never by the bare `ifIndex`. */
  follow(earlier: readonly PortIdentity[], later: readonly PortIdentity[]): FollowedPorts
  /** What a printer's page counter did between two readings. */
  pageDelta(earlier: PageReading, later: PageReading, options?: PageOptions): PageDelta
}
