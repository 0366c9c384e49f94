import type { UsmUser } from './credential.js'
import type { PortTraffic, Score, Tally, Truth, TruthEnd } from './data.js'
import type { Site } from './inventory.js'
import type { SimulatedNetwork } from './sim.js'
import type { Topology } from './topology.js'
import type { VarBind } from './value.js'

/**
 * A simulated network in memory: devices, cables, traffic, and all that the protocols between them have settled on. Time is
 * an argument: the same world at the same moment gives the same bytes. Made by `sim.generate` and `sim.world`. What takes
 * long runs beside the event loop.
 */
export class World {
  private constructor()
  /** Its name. */
  readonly name: string
  /** Where the devices are asked on this machine once it is started. */
  readonly range: string
  /** The network that the devices' addresses lie in. */
  readonly network: string
  /** The address at which a device is asked on this machine once it is started, where it has one. */
  address(device: string): string | undefined
  /**
   * The device and port at the other end of the cable in a port; undefined where there is no cable. Throws `invalid` where
   * there is no such device or port.
   */
  otherEnd(device: string, port: string): TruthEnd | undefined
  /** The names of all devices, in the order in which they were added. */
  readonly deviceNames: readonly string[]
  /** What is true of it, to judge conclusions by. */
  readonly truth: Truth
  /**
   * What all agents say at that moment: what a discovery of it would bring. Of two visits, the rates between them come as of
   * any other.
   */
  site(options?: { readonly atMs?: number }): Promise<Site>
  /**
   * All that the agent of a device shows at that moment, in the order of a walk, in the context of a VLAN where it has such;
   * undefined where it has not. Throws `invalid` where there is no such device.
   */
  recording(device: string, options?: { readonly vlan?: number; readonly atMs?: number }): readonly VarBind[] | undefined
  /** The true traffic of an interface, to compare measured rates with. Throws `invalid` where there is none. */
  traffic(device: string, port: string, options?: { readonly atMs?: number }): PortTraffic
  /** How right and how complete `topology` is, which was inferred from `site`, a visit to this world. */
  score(site: Site, topology: Topology): Promise<Score>
  /**
   * How many of the pairs of ports that some other method claims to be adjacent are, so that it can be compared: each port is
   * the name of its device and its own, as in `truth`. `site` is the visit that the method had.
   */
  scorePairs(site: Site, pairs: Iterable<readonly [TruthEnd, TruthEnd]>): Promise<Tally>
  /** Starts its agents on loopback addresses, as `sim.start` does. */
  start(options?: { readonly port?: number; readonly users?: UsmUser[]; readonly writeCommunity?: string }): Promise<SimulatedNetwork>
  toString(): string
}
