import { inspect } from 'node:util'

import native from '../native.cjs'
import { given, known } from './devices.js'
import { guard } from './error.js'
import { Topology } from './topology.js'

/** The topology of devices that come, change and go, kept up to date device by device. */
export class LiveTopology {
  #native

  constructor({ strategy, hide } = {}) {
    this.#native = guard(() => native.LiveTopology.start(strategy, hide && [...hide]))
  }

  replace(device) {
    return this.update([device])
  }

  remove(id) {
    return this.update([], { removed: [id] })
  }

  update(replaced, { removed = [] } = {}) {
    return this.#native.update(given(replaced), [...removed])
  }

  topology() {
    return new Topology(this.#native.topology())
  }

  get devices() {
    const site = this.#native.devices()
    return known(site, site.devices())
  }

  device(id) {
    const site = this.#native.device(id)
    return site ? known(site, site.devices())[0] : undefined
  }

  toString() {
    return `<LiveTopology ${this.#native.count()} devices>`
  }

  [inspect.custom]() {
    return this.toString()
  }
}
