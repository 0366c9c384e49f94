import type { UsmUser } from './credential.js'
import type { Changes, Notification, TrapStatistics } from './data.js'
import type { CallOptions } from './session.js'
import type { Topology } from './topology.js'

/** Where to listen, and to whom. */
export interface TrapListenerOptions {
  /** Addresses and ports; without any, it is port 162, which needs privilege. */
  readonly listen?: string | Iterable<string>
  /** Communities that are accepted; `public` without any and without users. */
  readonly communities?: readonly string[]
  /** Accepts every community; false. */
  readonly anyCommunity?: boolean
  /** Users of SNMPv3 that are accepted, from any engine, at exactly the level that their passwords give. */
  readonly users?: Iterable<UsmUser>
  /**
   * The `snmpEngineID` by which informs of v3 address the listener; without it, each start has one of its own, which senders
   * find out by themselves.
   */
  readonly engineId?: Uint8Array
  /** How often it was started with that id: to be stored, and one more at each start; 1. */
  readonly engineBoots?: number
  /** Networks, ranges and addresses that may send; all without any. */
  readonly allow?: string | Iterable<string>
  /** How many notifications wait; 10,000. When there are as many, what comes is not taken. */
  readonly queue?: number
  /** How many datagrams one sender may send: a second for long, 100, and at once, 1,000. */
  readonly rate?: { readonly perSecond?: number; readonly burst?: number }
  /** How long an inform is known again; 60,000. */
  readonly informWindowMs?: number
}

/** What to wait for. */
export interface ChangesOptions extends CallOptions {
  /** How long nothing may come, in milliseconds; 2,000. */
  readonly quietMs?: number
  /** Names the cables. */
  readonly topology?: Topology
}

/**
 * Receives the traps and informs of devices: SNMPv1, v2c and v3, over IPv4 and IPv6. Informs are acknowledged at once.
 * Nothing that arrives ends it: what is malformed, denied or too much is counted. `for await` brings the
 * notifications; `await using` closes it at the end.
 */
export class TrapListener implements AsyncDisposable, AsyncIterable<Notification> {
  private constructor()
  /** Opens the sockets and begins to listen. */
  static start(options?: TrapListenerOptions): Promise<TrapListener>
  /** Where it listens. */
  readonly addresses: readonly string[]
  /** The `snmpEngineID` by which informs of v3 address it; `undefined` without users. */
  readonly engineId: Uint8Array | undefined
  /** What was received, and what became of it. */
  statistics(): TrapStatistics
  /** The next notification, in the order of arrival; `undefined` once the listener was closed. */
  next(options?: CallOptions): Promise<Notification | undefined>
  /**
   * Waits for a notification, and then until none came for `quietMs` (2,000), or for ten times as long at most: one cut
   * cable is told by several devices. With `topology` the result names the cables.
   */
  nextChanges(options?: ChangesOptions): Promise<Changes | undefined>
  /** Closes the sockets; who waits gets `undefined`. */
  close(): void
  /** Whether the listener was closed. */
  readonly closed: boolean
  [Symbol.asyncIterator](): AsyncIterator<Notification>
  [Symbol.asyncDispose](): Promise<void>
}

/** Notifications without a listener. */
export const trap: {
  /** Reads a datagram of SNMPv1 or v2c that came from `source`, for a program that has a socket of its own. */
  read(datagram: Uint8Array, source: string): Notification
}
