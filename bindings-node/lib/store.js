import { inspect } from 'node:util'

import native from '../native.cjs'
import { Columns, measuredOf } from './columns.js'
import { guard, guarded } from './error.js'
import { Turns } from './turns.js'
import { asJson, fromJson } from './words.js'

/** The native half of a store, for calls that take one. */
export let storeOf

/** Calls the native half in its turn. */
let take

const several = (given) => (typeof given === 'number' || typeof given === 'bigint' ? [given] : given)
const numbers = (given) => (given instanceof Uint32Array ? given : Uint32Array.from(several(given)))
const times = (given) =>
  given instanceof BigInt64Array || given instanceof Float64Array ? given : Float64Array.from(several(given), Number)
const counts = (given) => (given instanceof BigUint64Array ? given : BigUint64Array.from(several(given), BigInt))
const levels = (given) => (given instanceof Float64Array ? given : Float64Array.from(several(given), (it) => it ?? NaN))
const flat = ({ key: { device, object, row = '' }, kind, unit }) => ({ device, object, row, kind, unit })
const kept = ({ retention, ...options }) => ({ ...options, retention: retention && asJson(retention) })

/** Where series are kept. Calls take their turns, in the order in which they were made. */
export class Store {
  #native
  #turns = new Turns()

  constructor(made) {
    if (!(made instanceof native.Store)) throw new TypeError('use new MemoryStore() or await SqliteStore.open(path)')
    this.#native = made
  }

  static {
    storeOf = (store) => {
      if (!(store instanceof Store)) throw new TypeError('a store is a MemoryStore or a SqliteStore')
      return store.#native
    }
    take = (store, work) => store.#turns.take(() => work(store.#native))
  }

  async declare(series) {
    return (await this.declareAll([series]))[0]
  }

  declareAll(series) {
    const given = Array.from(series, flat)
    return take(this, (store) => store.declareAll(given))
  }

  append(measured) {
    return take(this, (store) => store.append(measuredOf(measured)))
  }

  async appendCounts(series, fromMs, toMs, counted) {
    return this.#append(guard(() => native.Batch.counts(numbers(series), times(fromMs), times(toMs), counts(counted))))
  }

  async appendLevels(series, fromMs, toMs, level) {
    return this.#append(guard(() => native.Batch.levels(numbers(series), times(fromMs), times(toMs), levels(level))))
  }

  async appendGaps(series, fromMs, toMs, reason) {
    return this.#append(guard(() => native.Batch.gaps(numbers(series), times(fromMs), times(toMs), reason?.code ?? reason)))
  }

  #append(batch) {
    return take(this, (store) => store.appendBatch(batch))
  }

  async read(series, from, to, { stepMs, leastCoveragePercent } = {}) {
    return new Columns(await take(this, (store) => store.read(series, from, to, stepMs, leastCoveragePercent)))
  }

  async series({ device, object, row } = {}) {
    const found = await take(this, (store) => store.series({ device, object, row }))
    return new Map(found.map(({ id, series }) => [id, series]))
  }

  async measuredUntil(series) {
    return (await take(this, (store) => store.measuredUntil(series))) ?? undefined
  }

  retain(now) {
    return take(this, (store) => store.retain(now))
  }

  get retention() {
    return fromJson(guard(() => this.#native.retention()))
  }

  get size() {
    return this.#native.size()
  }

  [inspect.custom]() {
    return this.toString()
  }
}

/** Series in memory. */
export class MemoryStore extends Store {
  constructor({ retention, mostSeries } = {}) {
    super(guard(() => native.Store.memory(kept({ retention, mostSeries }))))
  }

  toString() {
    return `<MemoryStore of ${this.size} series>`
  }
}

/** Series in a file of SQLite, which outlive the program. */
export class SqliteStore extends Store {
  #closed = false

  static async open(path, { retention, durability, mostSeries, mostOctets } = {}) {
    const options = kept({ retention, durability, mostSeries, mostOctets })
    return new SqliteStore(await guarded(() => native.Store.sqlite(String(path), options)))
  }

  get path() {
    return storeOf(this).path()
  }

  copyTo(path) {
    return take(this, (store) => store.copyTo(String(path)))
  }

  check() {
    return take(this, (store) => store.check())
  }

  close() {
    this.#closed = true
    return take(this, (store) => store.close())
  }

  get closed() {
    return this.#closed
  }

  async [Symbol.asyncDispose]() {
    await this.close()
  }

  toString() {
    return `<SqliteStore ${this.path} of ${this.size} series>`
  }
}
