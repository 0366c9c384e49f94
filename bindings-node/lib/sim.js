import native from '../native.cjs'
import { guard, guarded } from './error.js'
import { asJson } from './words.js'
import { World } from './world.js'

/** The agents of a simulated network. */
export class SimulatedNetwork {
  #native

  constructor(made) {
    if (!(made instanceof native.SimulatedNetwork)) throw new TypeError('use await sim.start(name)')
    this.#native = made
  }

  get name() {
    return this.#native.name()
  }

  get range() {
    return this.#native.range()
  }

  get port() {
    return this.#native.port()
  }

  truthJson() {
    return this.#native.truthJson()
  }

  async stop() {
    await this.#native.stop()
  }

  async cut(device, port, options) {
    await guarded(() => this.#native.cut(device, port, options))
  }

  async mend(device, port, options) {
    await guarded(() => this.#native.mend(device, port, options))
  }

  async [Symbol.asyncDispose]() {
    await this.stop()
  }

  toString() {
    return `<SimulatedNetwork ${this.name} ${this.range} port ${this.port}>`
  }
}

/** Starts the network of that name in the gallery. */
export async function start(name, { port, users = [], writeCommunity } = {}) {
  return new SimulatedNetwork(await guarded(() => native.SimulatedNetwork.start(name, port, users, writeCommunity)))
}

/** The network of that name in the gallery, in memory. */
export const world = (name) => new World(guard(() => native.World.named(name)))

/** Makes a network of your own. */
export const build = (blueprint) => new World(guard(() => native.World.build(asJson(blueprint))))

/** Makes a network to order. */
export async function generate(plan = {}) {
  return new World(await guarded(() => native.World.generate(asJson(plan))))
}

/** The names of the gallery. */
export const names = () => native.simNames()
