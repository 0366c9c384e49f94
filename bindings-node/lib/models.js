import native from '../native.cjs'
import { guard } from './error.js'
import { Site, siteOf } from './inventory.js'
import { Topology, nativeOf } from './topology.js'

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

  apply(names, topology) {
    const applied = guard(() => this.#native.apply([...names], nativeOf(topology)))
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
  #native = native.Collectors.none()

  get names() {
    return this.#native.names()
  }

  set(collector, site) {
    return this.#native.set(collector, siteOf(site))
  }

  remove(collector) {
    return this.#native.remove(collector)
  }

  merged() {
    const merged = this.#native.merged()
    return Object.freeze({ site: new Site(merged.site()), owners: merged.owners() })
  }

  toString() {
    return `<Collectors ${this.names.join(', ')}>`
  }
}
