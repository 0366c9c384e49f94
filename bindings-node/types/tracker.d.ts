import type { Change, Element } from './data.js'
import type { Topology } from './topology.js'

/** When a change counts. */
export interface TrackerOptions {
  /** Observations in a row that must show a change before it is reported, 1 at least; 2. */
  readonly observations?: number
  /**
   * Milliseconds for which a change must have lasted before it is reported, if fewer observations than that show it;
   * without it only observations count.
   */
  readonly holdMs?: number
  /** Changes within the window that make something flapping, 2 at least; 6. */
  readonly flapChanges?: number
  /** The window in milliseconds; an hour. */
  readonly flapWindowMs?: number
}

/**
 * Follows a network from topology to topology and reports changes that lasted.
 *
 * A device that does not answer keeps its links: only `no-answer` is reported. What comes and goes too often is `flapping`
 * until it is `steady`. It can be stored as JSON and read back.
 *
 * Its calls take their turn: each sees what those before it have done.
 */
export class Tracker {
  /** Follows nothing yet: the first topology is the one that changes are told against. */
  constructor(options?: TrackerOptions)
  /** Reads what `toJson` wrote. Rejects with `malformed` with the place and what is wrong there. */
  static fromJson(text: string): Promise<Tracker>
  /**
   * Looks at the topology of `now`, the current time if not given, and tells what changed and lasted, in canonical order. The
   * times of observations shall not go back.
   */
  observe(latest: Topology, now?: Date): Promise<readonly Change[]>
  /** A device, by id, was taken away: it is not to be asked any more. What only it said goes with it. */
  remove(device: string): Promise<void>
  /** What was reported so far, as a topology; `undefined` before the first. */
  topology(): Promise<Topology | undefined>
  /** What differs from what was reported, and has not lasted yet. */
  pending(): Promise<readonly Element[]>
  /** What the tracker knows as one line of JSON, to go on from later. */
  toJson(): Promise<string>
  toString(): string
}
