import type { Delta, Gap, Rate } from './data.js'

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

/** Counters to deltas to rates, without the classic lies. */
export const counter: {
  /** What a counter did from one sample to the other. */
  delta(earlier: Sample, later: Sample, options?: RateOptions): Delta
  /** The rate between two polls of which either may have brought nothing, or the reason why there is none. */
  rate(earlier: Sample | undefined, later: Sample | undefined, options?: RateOptions): Rate | Gap
}
