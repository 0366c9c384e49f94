import native from '../native.cjs'
import { abortable } from './cancel.js'
import { registryOf } from './custom.js'
import { guard } from './error.js'

/** The native half of a check, for calls that take one. */
export let specOf

/** What to try and what would be right. Made by the functions of `check`. */
export class CheckSpec {
  #native

  constructor(made) {
    if (!(made instanceof native.CheckSpec)) throw new TypeError('use the functions of check, such as check.http, or CheckSpec.fromJson')
    this.#native = made
  }

  static fromJson(text) {
    return new CheckSpec(guard(() => native.CheckSpec.fromJson(text)))
  }

  get target() {
    return this.#native.target()
  }

  get timeLimitMs() {
    return this.#native.timeLimitMs()
  }

  toJson() {
    return guard(() => this.#native.toJson())
  }

  evaluate(observation) {
    return guard(() => this.#native.evaluate(observation))
  }

  run({ signal, registry, ...options } = {}) {
    return abortable(signal, (cancel) => this.#native.run(options, registryOf(registry), cancel))
  }

  static {
    specOf = (spec) => {
      if (!(spec instanceof CheckSpec)) throw new TypeError('a check is expected, such as check.http(url)')
      return spec.#native
    }
  }

  toString() {
    return `<CheckSpec ${this.target}>`
  }
}
