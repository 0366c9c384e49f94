import native from '../native.cjs'
import { guard, guarded } from './error.js'
import { Site, siteOf } from './inventory.js'
import { Topology, nativeOf } from './topology.js'
import { Turns } from './turns.js'

/** Several models side by side, each by its name. */
export class Models {
  #native

  constructor(made = native.Models.none()) {
    if (!(made instanceof native.Models)) throw new TypeError('use new Models() or Models.fromJson(text)')
    this.#native = made
  }

  static fromJson(text) {
    return new Models(guard(() => native.Models.fromJson(text)))
  }

  get names() {
    return this.#native.names()
  }

  get(name) {
    const text = this.#native.get(name)
    return typeof text === 'string' ? JSON.parse(text) : undefined
  }

  put(model) {
    guard(() => this.#native.put(JSON.stringify(model)))
  }

  remove(name) {
    return this.#native.remove(name)
  }

  check() {
    guard(() => this.#native.check())
  }

  async apply(names, topology) {
    const applied = await guarded(() => this.#native.apply([...names], nativeOf(topology)))
    return Object.freeze({ topology: new Topology(applied.topology()), faults: applied.faults() })
  }

  toJson() {
    return guard(() => this.#native.toJson())
  }

  toString() {
    return `<Models ${this.names.join(', ')}>`
  }
}

/** What several collectors see, each by name, and who sees what. */
export class Collectors {
  #native
  #turns = new Turns()

  constructor(made = native.Collectors.none()) {
    if (!(made instanceof native.Collectors)) throw new TypeError('use new Collectors() or await Collectors.fromJson(text)')
    this.#native = made
  }

  static async fromJson(text) {
    return new Collectors(await guarded(() => native.Collectors.fromJson(text)))
  }

  names() {
    return this.#turns.take(() => this.#native.names())
  }

  async set(collector, site) {
    const seen = siteOf(site)
    return this.#turns.take(() => this.#native.set(collector, seen))
  }

  remove(collector) {
    return this.#turns.take(() => this.#native.remove(collector))
  }

  async merged() {
    const merged = await this.#turns.take(() => this.#native.merged())
    return Object.freeze({ site: new Site(merged.site()), owners: merged.owners() })
  }

  toJson() {
    return this.#turns.take(() => this.#native.toJson())
  }

  toString() {
    return '<Collectors>'
  }
}
