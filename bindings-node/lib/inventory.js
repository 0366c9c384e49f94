import { inspect } from 'node:util'

import native from '../native.cjs'
import { known, knownSite } from './devices.js'
import { guard, guarded } from './error.js'
import { Topology, chosen } from './topology.js'

/** The native half of a site, for calls that take one. */
export let siteOf

/** What a discovery, or a folder of recordings, brought. */
export class Site {
  #native
  #kept = {}

  constructor(made) {
    if (!(made instanceof native.Site)) throw new TypeError('use await engine.discover(…), await Site.fromRecordings or await Site.fromJson')
    this.#native = made
    knownSite(this, made)
  }

  static {
    siteOf = (site) => site.#native
  }

  static async fromRecordings(directory) {
    return new Site(await guarded(() => native.Site.fromRecordings(String(directory))))
  }

  static async fromJson(text) {
    return new Site(await guarded(() => native.Site.fromJson(text)))
  }

  static fromLldpd(text, { id = 'collector', polledAt } = {}) {
    return new Site(guard(() => native.Site.fromLldpd(text, id, polledAt)))
  }

  get devices() {
    return (this.#kept.devices ??= Object.freeze(known(this.#native, this.#native.devices())))
  }

  get failures() {
    return (this.#kept.failures ??= Object.freeze(this.#native.failures()))
  }

  get asked() {
    return this.#native.asked()
  }

  get cancelled() {
    return this.#native.cancelled()
  }

  async topology(options) {
    return new Topology(await guarded(() => this.#native.topology(chosen(options))))
  }

  async updated(later) {
    return new Site(await guarded(() => this.#native.updated(later.#native)))
  }

  ratesSince(earlier) {
    return guarded(() => this.#native.ratesSince(earlier.#native))
  }

  toJson() {
    return guarded(() => this.#native.toJson())
  }

  toString() {
    return `<Site ${this.devices.length} devices, ${this.failures.length} failures of ${this.asked} asked>`
  }

  [inspect.custom]() {
    return this.toString()
  }
}
