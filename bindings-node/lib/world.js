import native from '../native.cjs'
import { guard, guarded } from './error.js'
import { Site, siteOf } from './inventory.js'
import { varbinds } from './pack.js'
import { SimulatedNetwork } from './sim.js'
import { nativeOf } from './topology.js'

/** The native half of a world, for calls that take one. */
export let worldOf

/** A simulated network in memory. */
export class World {
  #native
  #truth

  constructor(made) {
    if (!(made instanceof native.World)) throw new TypeError('use await sim.generate(plan) or sim.world(name)')
    this.#native = made
  }

  static {
    worldOf = (world) => world.#native
  }

  get name() {
    return this.#native.name()
  }

  get range() {
    return this.#native.range()
  }

  get network() {
    return this.#native.network()
  }

  address(device) {
    return this.#native.address(device) ?? undefined
  }

  otherEnd(device, port) {
    return guard(() => this.#native.otherEnd(device, port)) ?? undefined
  }

  get deviceNames() {
    return this.#native.deviceNames()
  }

  get truth() {
    return (this.#truth ??= Object.freeze(this.#native.truth()))
  }

  async site({ atMs = 0 } = {}) {
    return new Site(await guarded(() => this.#native.site(atMs)))
  }

  recording(device, { vlan, atMs = 0 } = {}) {
    const found = guard(() => this.#native.recording(device, vlan, atMs))
    return found ? varbinds(found) : undefined
  }

  traffic(device, port, { atMs = 0 } = {}) {
    return guard(() => this.#native.traffic(device, port, atMs))
  }

  score(site, topology) {
    return guarded(() => this.#native.score(siteOf(site), nativeOf(topology)))
  }

  scorePairs(site, pairs) {
    return guarded(() => this.#native.scorePairs(siteOf(site), Array.from(pairs, ([a, b]) => [a.device, a.port, b.device, b.port]).flat()))
  }

  async start({ port, users = [], writeCommunity } = {}) {
    return new SimulatedNetwork(await guarded(() => this.#native.start(port, users, writeCommunity)))
  }

  toString() {
    return `<World ${this.name} of ${this.deviceNames.length} devices>`
  }
}
