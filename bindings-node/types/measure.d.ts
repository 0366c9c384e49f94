import type { CheckResult, Gap, MeasuredGap, MissedDevice, PartialDevice, RowFacts, RowState, Selection, SeriesKind, Template, Watch } from './data.js'

/** What of a ready template is wanted. */
export interface TemplateOptions {
  /** These groups only; all of them. */
  readonly groups?: string | Iterable<string>
  /** Each group at that interval, in milliseconds; at its own. */
  readonly everyMs?: number
}

/** What to measure of devices, as data. `engine.record` measures by a template. */
export const measure: {
  /**
   * Everything of any device: ports with traffic, packets, errors and discards; processors, load, memory, storage, disks;
   * sensors; UPSs; printers; and what some makers have instead. What a device lacks is looked for once an hour.
   *
   * Throws `invalid`, with the names that there are, for a group that there is not.
   */
  everything(options?: TemplateOptions): Template
  /** Ports only: states, traffic, errors and discards. */
  interfacesOnly(options?: TemplateOptions): Template
  /**
   * Throws `invalid`, with the place and what would be right there, where a template is none or does not fit together: a
   * quantity of a column that is not in its group, two groups of one name.
   */
  check(template: Template): void
  /** Whether a row of a device is meant by a selection. What a rule asks for and nobody knows does not hold. */
  admits(selection: Selection, device: string, row: RowFacts): boolean
  /**
   * What a threshold says of one measurement of `target`, such as `core1 in_utilisation Gi1/0/1`; unknown where it is a gap, or
   * the code of one. Throws `invalid` where the threshold or the code is none.
   */
  judge(watch: Watch, target: string, unit: string, measured: number | string | { readonly code: string }, at: Date): CheckResult
}

/**
 * What one cycle of a group came to: for every row that is known, each quantity in a column. What is of rows has one length.
 * Rows keep their places for as long as a recording lasts; new ones come at the end.
 */
export class Measurements {
  private constructor()
  /** The group. */
  readonly group: string
  /** Counts the cycles from 0; those that were skipped count too. */
  readonly cycle: number
  /** Cycles that were left out just before this one, as the one before took too long or nobody fetched it. */
  readonly skipped: number
  /** When the cycle began. */
  readonly time: Date
  /** How long the cycle took. */
  readonly tookMs: number
  /** All devices that are measured, in the order in which they were given. */
  readonly devices: readonly string[]
  /** Of each row: the position of its device in `devices`. */
  readonly rowDevice: Uint32Array
  /** Of each row: its name; empty for what a device has once. */
  readonly names: readonly string[]
  /** Of each row: what became of it in this cycle. */
  readonly states: readonly RowState[]
  /** Of each row: when it was read last, in milliseconds since 1970 in UTC; 0 where it never was. */
  readonly takenMs: Float64Array
  /** The quantities, in the order of the group. */
  readonly columns: readonly MeasuredColumn[]
  /** What the thresholds say of what was measured in this cycle. */
  readonly results: readonly CheckResult[]
  /** Devices of which nothing was obtained. */
  readonly missed: readonly MissedDevice[]
  /** Devices of which not all was obtained. */
  readonly partial: readonly PartialDevice[]
  /** How many rows were read whose names are not known yet; nothing is made of them. */
  readonly unnamed: number
  /** By how much the wall clock was stepped since the cycle before; 0 where it was not. */
  readonly clockStepMs: number
  /** How many rows there are. */
  readonly length: number
  /** The arcs of a row's index in its table; `undefined` where there is no such row. */
  index(row: number): readonly number[] | undefined
  /** The row of that name. */
  find(device: string, name: string): number | undefined
  /** The quantity of that name. */
  column(object: string): MeasuredColumn | undefined
  /**
   * Counts per second or the level of one row, or why there is none; `undefined` where it was not asked for in this cycle or
   * never had one.
   */
  value(device: string, name: string, object: string): number | Gap | undefined
  toString(): string
}

/** One quantity of all rows of a `Measurements`. */
export interface MeasuredColumn {
  /** What it is, such as `in_octets`. */
  readonly object: string
  /** Counts or levels. */
  readonly kind: SeriesKind
  /** The unit of what is counted, or of the level. */
  readonly unit: string
  /** Whether it is worth a series. */
  readonly keep: boolean
  /** Of each row: counts per second, or the level; NaN where there is none in this cycle. */
  readonly values: Float64Array
  /** Of each row: what was counted, 0 where there is a gap; of levels empty. */
  readonly counts: BigUint64Array
  /** Of each row: since when the value is, where there is one, in milliseconds since 1970 in UTC. */
  readonly sinceMs: Float64Array
  /** Why there is no value, in the order of the rows; rows that rested, and what a row never had, are not in it. */
  readonly gaps: readonly MeasuredGap[]
}
