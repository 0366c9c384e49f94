import type { DeviceRates, DeviceSnapshot, TargetFailure } from './data.js'
import type { Topology, TopologyOptions } from './topology.js'

/** What a discovery, or a folder of recordings, brought: devices, and what failed and why. */
export class Site {
  private constructor()
  /**
   * Reads a folder of recordings: a file, or a subfolder of files, for each device.
   * `snmpwalk -On` text, `.properties` with the same lines and `.snmprec` are read.
   */
  static fromRecordings(directory: string): Promise<Site>
  /**
   * The machine that a local lldpd runs on, with the neighbors that it heard: by `lldpctl -f json`, or `-f json0`, which
   * always has the same shape; `id` is `collector`. `updated` adds it to a site. Throws `invalid` where the text is not JSON,
   * has neither `lldp` nor `local-chassis`, or is longer than 16 MiB. Neighbors that cannot be read are left out.
   */
  static fromLldpd(text: string, options?: { readonly id?: string; readonly polledAt?: Date }): Site
  /** Reads what `toJson` wrote. Rejects with `malformed` with line and column. */
  static fromJson(text: string): Promise<Site>
  /** Devices that answered, by id. */
  readonly devices: readonly DeviceSnapshot[]
  /** Targets of which nothing was obtained, and why. */
  readonly failures: readonly TargetFailure[]
  /** Targets that were asked. */
  readonly asked: number
  /** Whether the work was ended before its end; what was found so far is here. */
  readonly cancelled: boolean
  /** The network that these devices describe. */
  topology(options?: TopologyOptions): Promise<Topology>
  /**
   * This site with what a later visit to some of the devices brought. A device that did not answer then stays as it was; its
   * failure is added.
   */
  updated(later: Site): Promise<Site>
  /**
   * The traffic of every device that is in `earlier` too, under the same id, from then to now. The local time between
   * two visits is that of `polledAt`; where one of them is not known, as of a recording, the agent's clock alone decides.
   */
  ratesSince(earlier: Site): Promise<readonly DeviceRates[]>
  /** The site as one line of JSON. */
  toJson(): Promise<string>
  toString(): string
}
