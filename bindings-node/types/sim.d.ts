import type { UsmUser } from './credential.js'
import type { Blueprint, Plan } from './data.js'
import type { World } from './world.js'

/** Whom simulated devices tell, and in which form. */
export interface TellOptions {
  /** An address and a port, such as `listener.addresses[0]`. */
  readonly to: string
  /** The version; `2c`. */
  readonly version?: '1' | '2c'
  /** Tells in SNMPv3 by this user; without it, in the device's community. */
  readonly user?: UsmUser
  /** Waits for the acknowledgement; false. */
  readonly inform?: boolean
}

/**
 * The agents of a simulated network, each at its own loopback address and all at one UDP port. They answer until the
 * network is stopped; `await using` stops it at the end.
 */
export class SimulatedNetwork implements AsyncDisposable {
  private constructor()
  /** Its name in the gallery. */
  readonly name: string
  /** The network that the devices' addresses lie in: what to discover. */
  readonly range: string
  /** The UDP port at which every device answers. */
  readonly port: number
  /** What is true of it, to compare with what was found: devices, links, segments and hosts, as JSON. */
  truthJson(): string
  /** Stops answering and closes the sockets. */
  stop(): Promise<void>
  /**
   * Cuts the cable in a port: the ports at both its ends go down, and every device there tells `to`. Rejects with `invalid`
   * for a port without a cable, `timed-out` for an inform that is not acknowledged and `denied` for one of v3 that is refused.
   */
  cut(device: string, port: string, options: TellOptions): Promise<void>
  /** Mends the cable in a port: the reverse of `cut`. */
  mend(device: string, port: string, options: TellOptions): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
  toString(): string
}

/** Simulated networks with known truth: real agents on loopback addresses, no hardware. */
export const sim: {
  /**
   * Starts the network of that name in the gallery; `port` 0 takes one that is free. Its agents also answer to `users` in
   * SNMPv3, and take orders in the community `writeCommunity` and, where there is one, from `users`.
   */
  start(name: string, options?: { readonly port?: number; readonly users?: UsmUser[]; readonly writeCommunity?: string }): Promise<SimulatedNetwork>
  /** The network of that name in the gallery, in memory. */
  world(name: string): World
  /**
   * Makes a network of your own: devices, cables, VLANs, routers that speak OSPF, IS-IS and BGP. Throws `invalid` with what is
   * wrong and what there is: a port that a device does not have, a cable too many in a port, VLANs that do not fit.
   */
  build(blueprint: Blueprint): World
  /**
   * Makes a network to order: any number of switches in a shape, end systems, what the agents tell and what they leave out.
   * The same plan gives the same network, to the byte. Rejects with `invalid` for a share outside 0 to 1 or a network
   * without switches, and with `limit` beyond a million devices.
   */
  generate(plan?: Plan): Promise<World>
  /** The names of the gallery. */
  names(): string[]
}
