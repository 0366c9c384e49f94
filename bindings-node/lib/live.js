import { inspect } from 'node:util'

import native from '../native.cjs'
import { given, known } from './devices.js'
import { guard } from './error.js'
import { Topology, chosen } from './topology.js'
import { Turns } from './turns.js'

/** The topology of devices that come, change and go, kept up to date device by device. */
export class LiveTopology {
  #native
  #turns = new Turns()

  constructor(options) {
    this.#native = guard(() => native.LiveTopology.start(chosen(options)))
  }

  replace(device) {
    return this.update([device])
  }

  remove(id) {
    return this.update([], { removed: [id] })
  }

  async update(replaced, { removed = [] } = {}) {
    const [devices, gone] = [given(replaced), [...removed]]
    return this.#turns.take(() => this.#native.update(devices, gone))
  }

  async topology() {
    return new Topology(await this.#turns.take(() => this.#native.topology()))
  }

  async devices() {
    const site = await this.#turns.take(() => this.#native.devices())
    return known(site, site.devices())
  }

  async device(id) {
    const site = await this.#turns.take(() => this.#native.device(id))
    return site ? known(site, site.devices())[0] : undefined
  }

  toString() {
    return '<LiveTopology>'
  }

  [inspect.custom]() {
    return this.toString()
  }
}
