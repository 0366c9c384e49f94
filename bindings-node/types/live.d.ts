import type { Change, DeviceSnapshot } from './data.js'
import type { Site } from './inventory.js'
import type { Topology, TopologyOptions } from './topology.js'

/**
 * The topology of devices that come, change and go, kept up to date device by device. At every moment it is what
 * `Topology.infer` makes of the same devices. What an update costs depends on what it touches, not on the whole network.
 *
 * Devices are those of a `Site`, as they are: a changed copy is refused with a `TypeError`. Calls take their turn: each sees
 * what those before it have done.
 */
export class LiveTopology {
  /** Without devices. */
  constructor(options?: TopologyOptions)
  /** Adds a device, or puts this snapshot in the place of the one with the same id; returns what changed. */
  replace(device: DeviceSnapshot): Promise<readonly Change[]>
  /** Removes the device of that id, with what only it said; returns what changed. Without it, nothing changes. */
  remove(id: string): Promise<readonly Change[]>
  /**
   * Removes the devices of these ids, then adds or replaces others, at once; returns what changed, in canonical order. It is
   * faster than one by one.
   */
  update(replaced: Site | Iterable<DeviceSnapshot>, options?: { readonly removed?: Iterable<string> }): Promise<readonly Change[]>
  /** The whole network, as it is now. */
  topology(): Promise<Topology>
  /** The devices, by id. */
  devices(): Promise<readonly DeviceSnapshot[]>
  /** The device of that id. */
  device(id: string): Promise<DeviceSnapshot | undefined>
  toString(): string
}
