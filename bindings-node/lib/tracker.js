import { inspect } from 'node:util'

import native from '../native.cjs'
import { guard, guarded } from './error.js'
import { Topology, nativeOf } from './topology.js'
import { Turns } from './turns.js'

/** Follows a network and reports changes that lasted. */
export class Tracker {
  #native
  #turns = new Turns()

  constructor(options = {}) {
    this.#native = options instanceof native.Tracker ? options : guard(() => new native.Tracker(options))
  }

  static async fromJson(text) {
    return new Tracker(await guarded(() => native.Tracker.fromJson(text)))
  }

  async observe(latest, now = new Date()) {
    const topology = nativeOf(latest)
    return this.#turns.take(() => this.#native.observe(topology, now))
  }

  remove(device) {
    return this.#turns.take(() => this.#native.remove(device))
  }

  async topology() {
    const reported = await this.#turns.take(() => this.#native.topology())
    return reported ? new Topology(reported) : undefined
  }

  pending() {
    return this.#turns.take(() => this.#native.pending())
  }

  toJson() {
    return this.#turns.take(() => this.#native.toJson())
  }

  toString() {
    return '<Tracker>'
  }

  [inspect.custom]() {
    return this.toString()
  }
}
