import { inspect } from 'node:util'

import native from '../native.cjs'
import { guard, guarded } from './error.js'
import { Site, siteOf } from './inventory.js'
import { chartsOf } from './plot.js'
import { batchOf } from './poll.js'
import { nativeOf } from './topology.js'

/** The native half of a load, for a drawing. */
let loadOf

/** The traffic of ports, for the colours of a drawing. */
export class Load {
  #native
  #ports

  constructor(made = native.Load.none()) {
    if (!(made instanceof native.Load)) throw new TypeError('use new Load(), await Load.between or await Load.ofPoll')
    this.#native = made
  }

  static {
    loadOf = (load) => load.#native
  }

  static async between(earlier, later) {
    return new Load(await guarded(() => native.Load.between(siteOf(earlier), siteOf(later))))
  }

  static async ofPoll(earlier, later) {
    return new Load(await guarded(() => native.Load.ofPoll(batchOf(earlier), batchOf(later))))
  }

  get ports() {
    return (this.#ports ??= Object.freeze(this.#native.ports()))
  }

  withPort(device, port, inBps, outBps) {
    return new Load(this.#native.withPort(device, port, inBps, outBps))
  }

  toString() {
    return `<Load of ${this.ports.length} ports>`
  }

  [inspect.custom]() {
    return this.toString()
  }
}

/** A drawing of a topology: what is folded, coloured and pinned. */
export class Drawing {
  #native

  constructor(topology, { title, theme, fold, positions, sites, load, charts, fonts } = {}) {
    const told = sites instanceof Site ? siteOf(sites) : undefined
    const options = {
      title,
      theme,
      fold,
      positions: positions === undefined ? undefined : JSON.stringify(positions),
      sites: told === undefined ? sites : undefined,
      fonts,
    }
    const traffic = load === undefined ? undefined : loadOf(load)
    this.#native = guard(() => native.Drawing.of(nativeOf(topology), options, told, traffic, charts === undefined ? undefined : chartsOf(charts)))
  }

  toSvg() {
    return guarded(() => this.#native.toSvg())
  }

  toHtml() {
    return guarded(() => this.#native.toHtml())
  }

  toPng({ scale = 1 } = {}) {
    return guarded(() => this.#native.toPng(scale))
  }
}
