import native from '../native.cjs'
import { abortable } from './cancel.js'
import { registryOf } from './custom.js'
import { guard, guarded } from './error.js'
import { specOf } from './spec.js'

/** Runs checks, each by its own interval. */
export class Runner {
  #native

  constructor(made) {
    if (!(made instanceof native.Runner)) throw new TypeError('use await Runner.start()')
    this.#native = made
  }

  static async start({ probe: { registry, ...probe } = {}, ...options } = {}) {
    return new Runner(await guarded(() => native.Runner.start({ ...options, probe }, registryOf(registry))))
  }

  add(name, check, everyMs) {
    guard(() => this.#native.add(name, specOf(check), everyMs))
  }

  remove(name) {
    return this.#native.remove(name)
  }

  runNow(name) {
    return this.#native.runNow(name)
  }

  retryIn(name, waitMs) {
    return guard(() => this.#native.retryIn(name, waitMs))
  }

  enable(name) {
    return this.#native.enable(name)
  }

  disable(name) {
    return this.#native.disable(name)
  }

  async next({ signal } = {}) {
    return (await abortable(signal, (cancel) => this.#native.next(cancel))) ?? undefined
  }

  nextBatch(most = 1_000, { signal } = {}) {
    return abortable(signal, (cancel) => this.#native.nextBatch(most, cancel))
  }

  statistics() {
    return this.#native.statistics()
  }

  close() {
    this.#native.close()
  }

  async *[Symbol.asyncIterator]() {
    try {
      for (let ran; (ran = await this.next()) !== undefined; ) yield ran
    } finally {
      this.close()
    }
  }

  [Symbol.dispose]() {
    this.close()
  }
}
