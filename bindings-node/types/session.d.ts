import type { Community, Credential } from './credential.js'
import type { AdminStatus, DeviceSnapshot, ManagementPath, OrderReport } from './data.js'
import type { TableRead } from './mib.js'
import type { TableRows } from './rows.js'
import type { VarBind, VarBindFault } from './value.js'
import type { World } from './world.js'

/** What a walk read below one root. */
export interface WalkedColumn {
  /** The root. */
  readonly root: string
  /** The variables, in increasing order of their names. */
  readonly varbinds: readonly VarBind[]
  /** Whether everything below the root was read. */
  readonly complete: boolean
  /** Why not, in words. */
  readonly reason?: string
  /**
   * The stable code of why the walk stopped: `out-of-subtree`, `end-of-mib-view`, `no-such-name` where all was read;
   * `not-increasing`, `too-many-rows`, `too-many-bytes`, `too-long`, `agent-error`, `empty-answer`, `unreadable`,
   * `no-answer`, `restarted`, `cancelled`.
   */
  readonly end: string
  /** The variables that the agent sent but that cannot be read. */
  readonly faults: readonly VarBindFault[]
}

/** How to ask an agent over the network. */
export interface SessionOptions {
  /** The community `public` in v2c. */
  readonly credential?: Credential
  /** The UDP port, where the address has none; 161. */
  readonly port?: number
  /** How long the first attempt waits for an answer; 1000. Each further one waits twice as long. */
  readonly timeoutMs?: number
  /** How often a request is sent again; 2. */
  readonly retries?: number
}

/** How to end a call. */
export interface CallOptions {
  /** Ends the call: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** How an order is given. The defaults do no harm. */
export interface OrderOptions extends CallOptions {
  /** Gives the order even where it may cut the device off; false. */
  readonly force?: boolean
  /** How long to look whether the port is as ordered; 5000. Reading takes its own time besides. */
  readonly timeoutMs?: number
  /** Whether to wait as long until `ifOperStatus` follows; false: a port without a cable never comes up. */
  readonly waitOper?: boolean
  /**
   * The device's own address by which it is reached, where that is not the one that the session asks: behind address
   * translation, or in a recording's or a simulation's place.
   */
  readonly reachedAt?: string
  /** The address from which the device is reached, as it sees it; by default this machine's address towards it. */
  readonly reachedFrom?: string
}

/** What a walk may cost. Every limit protects against what an agent controls. */
export interface WalkOptions extends CallOptions {
  /** The walk stops as soon as it has read more variables than this; 500,000. */
  readonly rows?: number
  /** The walk stops as soon as its variables take more octets of memory than this; 256 MiB. */
  readonly bytes?: number
  /** The walk stops after this time; 300,000. */
  readonly timeMs?: number
  /** The largest max-repetitions to ask for, 1 to 127; 127. */
  readonly repetitions?: number
  /** How to ask; `bulk`, which falls back to `next` where the agent is bad at it. */
  readonly stepping?: 'bulk' | 'next'
}

/**
 * What the visit to one device may cost. The limits protect against what an agent controls; a table that reaches one is marked
 * incomplete, with the reason.
 */
export interface CollectOptions {
  /** The most variables of one walk; 500,000. A large table has a walk for itself, the small ones share one. */
  readonly rows?: number
  /** The most octets of memory that the variables of one walk may take; 256 MiB. */
  readonly bytes?: number
  /** The longest that the visit may take; 300,000. */
  readonly timeMs?: number
  /** The most VLANs in whose context the bridge tables of a Cisco switch are asked for; 256. */
  readonly vlans?: number
}

/** How to ask for many variables at once. */
export interface BulkOptions extends CallOptions {
  /** Of how many of the names, from the first, only the one variable that follows is wanted; 0. */
  readonly nonRepeaters?: number
  /** How many variables that follow each of the others are wanted; 10. */
  readonly maxRepetitions?: number
}

/**
 * One agent and the right to ask it. Names are object identifiers. Aborting the signal of a call ends it.
 *
 * Every call rejects with `refused` where the agent refuses, and with `timed-out`, `unreachable` or `malformed` where
 * there is no answer at all.
 */
export class Session {
  private constructor()
  /** Answers as the agent did that a file, or a folder of several, recorded; `device` names one of several. */
  static recorded(path: string, options?: { readonly device?: string }): Session
  /** Answers as an agent of that name with these variables, in any order, such as those of `world.recording`. */
  static ofVariables(name: string, variables: Iterable<VarBind>): Session
  /**
   * Asks a device of a network of the gallery (`sim.names()`), or of a world, directly, without sockets. What is silence on a network is
   * `timed-out` at once. The device takes orders in the community `writeCommunity`.
   */
  static simulated(network: string | World, device: string, options?: { readonly credential?: Community; readonly writeCommunity?: string }): Session
  /** What the agent is called in messages: its address, or its name. */
  readonly target: string
  /** Gets these variables, in this order; one that the agent does not have comes with an exception as its value. */
  get(names: string | Iterable<string>, options?: CallOptions): Promise<readonly VarBind[]>
  /** Gets the variable that follows each of these. */
  getNext(names: string | Iterable<string>, options?: CallOptions): Promise<readonly VarBind[]>
  /**
   * Gets the one variable that follows each of the first `nonRepeaters` names, and up to `maxRepetitions` that follow each
   * of the others (RFC 3416 §4.2.3). In v1 it is `getNext`.
   */
  getBulk(names: string | Iterable<string>, options?: BulkOptions): Promise<readonly VarBind[]>
  /**
   * Sets these variables, all or none, and resolves with them as the agent confirms them. Rejects with `refused`, with the
   * status and the variable, where nothing was set; with `unconfirmed` where no readable answer came: it may have been set,
   * read it back; and with `invalid` before anything is sent, where there is nothing to set or a value is none.
   *
   * A request that is not answered is sent again, and the agent may carry it out once more. That is harmless for a value
   * that says what shall be; for one that does something each time take a session with `retries: 0`.
   */
  set(variables: VarBind | Iterable<VarBind>, options?: CallOptions): Promise<readonly VarBind[]>
  /**
   * Brings a port up or takes it down, and looks whether it is so then. A number is its `ifIndex`, a string its name.
   *
   * A port is not taken down where the device is reached through it, or where that cannot be told, unless `force` says so:
   * `protected`. An order that was given but is not seen done is no error: the report's `outcome` says so. Rejects with
   * `invalid` where there is no such port, or several, and as `set` and `get` do.
   */
  setIfAdminStatus(port: number | string, status: AdminStatus, options?: OrderOptions): Promise<OrderReport>
  /** Through which ports the device is reached, as far as it shows that. */
  managementPath(options?: Pick<OrderOptions, 'reachedAt' | 'reachedFrom' | 'signal'>): Promise<ManagementPath>
  /** Reads everything below `root`; the result says whether that is all, and if not why. */
  walk(root: string, options?: WalkOptions): Promise<WalkedColumn>
  /** Reads everything below each root, side by side in the same requests. */
  walkColumns(roots: Iterable<string>, options?: WalkOptions): Promise<readonly WalkedColumn[]>
  /** Reads a table, or a group of scalars, as rows. Rejects with `invalid` for one that is not among `mib.names()`. */
  table<Name extends keyof TableRows>(table: Name, options?: CallOptions): Promise<TableRead<TableRows[Name]>>
  table(table: string, options?: CallOptions): Promise<TableRead>
  /**
   * Visits the agent as a discovery would, and under the id that one would give it: its address, or else `target`. With
   * `onlyInterfaces`, only the `system` group and the interfaces with their counters are read: what rates need of a later
   * moment. What could not be obtained is in `coverage`, with the reason.
   */
  collect(options?: CollectOptions & CallOptions & { readonly onlyInterfaces?: boolean }): Promise<DeviceSnapshot>
  toString(): string
}
