import native from '../native.cjs'
import { abortable } from './cancel.js'
import { guarded } from './error.js'
import { Measurements } from './measure.js'

/** What is measured, as it comes. */
export class Recording {
  #native

  constructor(made) {
    if (!(made instanceof native.Recording)) throw new TypeError('use await engine.record(targets)')
    this.#native = made
  }

  async next({ signal } = {}) {
    const measured = await abortable(signal, (cancel) => this.#native.next(cancel))
    return measured ? new Measurements(measured) : undefined
  }

  latest(group) {
    const measured = this.#native.latest(group)
    return measured ? new Measurements(measured) : undefined
  }

  statistics() {
    return this.#native.statistics()
  }

  async stop() {
    await guarded(() => this.#native.stop())
  }

  async *[Symbol.asyncIterator]() {
    try {
      for (let measured; (measured = await this.next()) !== undefined; ) yield measured
    } finally {
      await this.stop()
    }
  }

  async [Symbol.asyncDispose]() {
    await this.stop()
  }
}
