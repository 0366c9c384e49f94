import native from '../native.cjs'
import { guard } from './error.js'

/** What a counter did from one sample to the other. */
export function delta(earlier, later, { maxRate } = {}) {
  return guard(() => native.delta(earlier, later, maxRate))
}

/** The rate between two polls of which either may have brought nothing, or the reason why there is none. */
export function rate(earlier, later, { maxRate } = {}) {
  return guard(() => native.rate(earlier, later, maxRate))
}

/** Which interface of an earlier reading of a device each of a later one is. */
export function follow(earlier, later) {
  return guard(() => native.follow(earlier, later))
}

/** What a printer's page counter did between two readings. */
export function pageDelta(earlier, later, options = {}) {
  return guard(() => native.pageDelta(earlier, later, options))
}

const words = (given) => (given === undefined || given instanceof Uint32Array ? given : Uint32Array.from(given))
const wide = (given) => (given === undefined || given instanceof BigUint64Array ? given : BigUint64Array.from(given, BigInt))

/** The last readings of very many counters of one kind: columns in, columns out. */
export class CounterBank {
  #native

  constructor(rows, { maxRate } = {}) {
    this.#native = native.CounterBank.of(rows, maxRate)
  }

  advance({ readings, counter32, counter64, valid, discontinuity, lastChange }) {
    const given = {
      readings,
      counter32: counter32 instanceof BigUint64Array ? counter32 : words(counter32),
      counter64: wide(counter64),
      valid: valid === undefined || valid instanceof Uint8Array ? valid : Uint8Array.from(valid),
      discontinuity: words(discontinuity),
      lastChange: words(lastChange),
    }
    return guard(() => this.#native.advance(given))
  }

  push({ maxRate } = {}) {
    this.#native.push(maxRate)
  }

  setLimit(row, { maxRate } = {}) {
    this.#native.setLimit(row, maxRate)
  }

  limit(row) {
    return this.#native.limit(row) ?? undefined
  }

  forget(row) {
    this.#native.forget(row)
  }

  get size() {
    return this.#native.size()
  }
}
