import { inspect } from 'node:util'

import native from '../native.cjs'
import { columnsOf } from './columns.js'
import { guard, guarded } from './error.js'

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

  toSvg() {
    return guarded(() => this.#native.toSvg())
  }

  [inspect.custom]() {
    return '<Plot>'
  }
}
