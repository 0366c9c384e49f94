import { inspect } from 'node:util'

import native from '../native.cjs'
import { abortable } from './cancel.js'
import { guard } from './error.js'

/** The batches of a poll, one for each cycle. */
export class Poll {
  #native

  constructor(made) {
    if (!(made instanceof native.Poll)) throw new TypeError('use engine.poll(targets)')
    this.#native = made
  }

  async nextBatch({ signal } = {}) {
    const batch = await abortable(signal, (cancel) => this.#native.nextBatch(cancel))
    return batch ? new PollBatch(batch) : undefined
  }

  choose(device, choice) {
    guard(() => this.#native.choose(device, rows(choice)))
  }

  cancel() {
    this.#native.cancel()
  }

  async *[Symbol.asyncIterator]() {
    try {
      for (let batch; (batch = await this.nextBatch()) !== undefined; ) yield batch
    } finally {
      this.cancel()
    }
  }

  async [Symbol.asyncDispose]() {
    this.cancel()
  }
}

/** The native half of a batch, for calls that take one. */
export let batchOf

/** What one cycle brought, in columns. */
export class PollBatch {
  #native
  #rows

  constructor(made) {
    if (!(made instanceof native.PollBatch)) throw new TypeError('batches are made by a poll')
    this.#native = made
    this.#rows = made.rows()
  }

  static {
    batchOf = (batch) => batch.#native
  }

  get cycle() {
    return this.#rows.cycle
  }

  get skipped() {
    return this.#rows.skipped
  }

  get time() {
    return this.#rows.time
  }

  get tookMs() {
    return this.#rows.tookMs
  }

  get devices() {
    return this.#rows.devices
  }

  get rowDevice() {
    return this.#rows.rowDevice
  }

  get index() {
    return this.#rows.index
  }

  get indexEnds() {
    return this.#rows.indexEnds
  }

  get takenNs() {
    return this.#rows.takenNs
  }

  get uptime() {
    return this.#rows.uptime
  }

  get uptimeValid() {
    return this.#rows.uptimeValid
  }

  get columns() {
    return this.#rows.columns
  }

  get missed() {
    return this.#rows.missed
  }

  get partial() {
    return this.#rows.partial
  }

  get resting() {
    return this.#rows.resting
  }

  get chosen() {
    return this.#rows.chosen
  }

  get length() {
    return this.rowDevice.length
  }

  column(name) {
    return this.columns.find((column) => column.name === name)
  }

  rates(earlier) {
    return this.#native.rates(earlier.#native)
  }

  toString() {
    return `<PollBatch cycle ${this.cycle} ${this.length} rows, ${this.missed.length} devices missed>`
  }

  [inspect.custom]() {
    return this.toString()
  }
}

/** What the native half takes for a choice: everything is `undefined`, rest is no rows. */
export function rows(choice) {
  if (choice === undefined || choice === 'all') return undefined
  if (choice === 'rest') return []
  if (typeof choice === 'string') return [choice]
  return Array.from(choice, (row) => (typeof row === 'string' || Number.isInteger(row) ? String(row) : `${typeof row} ${row}`))
}

/** Pairs of a name and an address: the devices of a site, or addresses that are their own names. */
export function targets(given) {
  if (typeof given === 'string') return [[given, given]]
  const known = given.devices?.filter(({ address }) => address !== undefined)
  return known ? known.map(({ id, address }) => [id, address]) : [...given].map((address) => [address, address])
}
