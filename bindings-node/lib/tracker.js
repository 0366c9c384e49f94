import { inspect } from 'node:util'

import native from '../native.cjs'
import { guard } from './error.js'
import { Topology, nativeOf } from './topology.js'

/** Follows a network and reports changes that lasted. */
export class Tracker {
  #native

  constructor(options = {}) {
    this.#native = options instanceof native.Tracker ? options : guard(() => new native.Tracker(options))
  }

  static fromJson(text) {
    return new Tracker(guard(() => native.Tracker.fromJson(text)))
  }

  observe(latest, now = new Date()) {
    return this.#native.observe(nativeOf(latest), now)
  }

  remove(device) {
    this.#native.remove(device)
  }

  topology() {
    const reported = this.#native.topology()
    return reported ? new Topology(reported) : undefined
  }

  get pending() {
    return this.#native.pending()
  }

  toJson() {
    return guard(() => this.#native.toJson())
  }

  toString() {
    return `<Tracker ${this.pending.length} pending>`
  }

  [inspect.custom]() {
    return this.toString()
  }
}
