import { inspect } from 'node:util'

import native from '../native.cjs'
import { columnsOf } from './columns.js'
import { guard, guarded } from './error.js'

/** The native half of a chart, for calls that take one. */
let plotOf

/** A chart of series over time. */
export class Plot {
  #native

  constructor(title = '', options = {}) {
    this.#native = title instanceof native.Plot ? title : guard(() => native.Plot.of(title, options))
  }

  line(name, columns) {
    return new Plot(this.#native.with(name, false, columnsOf(columns)))
  }

  area(name, columns) {
    return new Plot(this.#native.with(name, true, columnsOf(columns)))
  }

  static {
    plotOf = (plot) => plot.#native
  }

  toSvg() {
    return guarded(() => this.#native.toSvg())
  }

  toPng({ scale = 1 } = {}) {
    return guarded(() => this.#native.toPng(scale))
  }

  [inspect.custom]() {
    return '<Plot>'
  }
}

/** The native half of charts, for a drawing. */
export let chartsOf

/** Charts of ports and devices, which an interactive page shows where one is clicked. */
export class Charts {
  #native

  constructor(options = {}) {
    this.#native = native.Charts.of(options)
  }

  static {
    chartsOf = (charts) => charts.#native
  }

  traffic(device, port, inward, outward) {
    this.#native.traffic(device, port, columnsOf(inward), columnsOf(outward))
  }

  port(device, port, plot) {
    this.#native.port(device, port, plotOf(plot))
  }

  device(device, plot) {
    this.#native.device(device, plotOf(plot))
  }

  get size() {
    return this.#native.size()
  }

  get octets() {
    return this.#native.octets()
  }

  get leftOut() {
    return this.#native.leftOut()
  }

  [inspect.custom]() {
    return `<Charts ${this.size} of ${Math.floor(this.octets / 1000)} kB, ${this.leftOut} left out>`
  }
}
