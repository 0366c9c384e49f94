import { inspect } from 'node:util'

import native from '../native.cjs'
import { guard, guarded } from './error.js'

/** The native half of columns, for calls that take them. */
export let columnsOf

const nativeOf = (made, kind, use) => {
  if (!(made instanceof kind)) throw new TypeError(use)
  return made
}
const doubles = (given) => (given === undefined || given instanceof Float64Array ? given : Float64Array.from(given, (it) => it ?? NaN))
const counts = (given) => (given instanceof BigUint64Array ? given : BigUint64Array.from(given, BigInt))
const gaps = (given) => given?.map(({ from, to, reason }) => ({ from, to, reason: reason?.code ?? reason }))

/** A series over a span of time, step by step. */
export class Columns {
  #native
  #head
  #kept = {}

  constructor(made) {
    this.#native = nativeOf(made, native.Columns, 'use Columns.counted, Columns.levels, or a call that gives columns')
  }

  static {
    columnsOf = (columns) => columns.#native
  }

  static counted(values, { unit, start, stepMs, coverage, gaps: holes } = {}) {
    const given = { unit, start, stepMs, coverage: doubles(coverage), gaps: gaps(holes) }
    return new Columns(guard(() => native.Columns.counted(counts(values), given)))
  }

  static levels(values, { unit, start, stepMs, min, max, coverage, gaps: holes } = {}) {
    const given = { unit, start, stepMs, min: doubles(min), max: doubles(max), coverage: doubles(coverage), gaps: gaps(holes) }
    return new Columns(guard(() => native.Columns.levels(doubles(values), given)))
  }

  get #told() {
    return (this.#head ??= this.#native.head())
  }

  get kind() {
    return this.#told.kind
  }

  get unit() {
    return this.#told.unit
  }

  get start() {
    return this.#told.start
  }

  get end() {
    return this.#told.end
  }

  get stepMs() {
    return this.#told.stepMs
  }

  get length() {
    return this.#told.length
  }

  get gaps() {
    return this.#told.gaps
  }

  get average() {
    return (this.#kept.average ??= this.#native.average())
  }

  get min() {
    return (this.#kept.min ??= this.#native.min())
  }

  get max() {
    return (this.#kept.max ??= this.#native.max())
  }

  get last() {
    return (this.#kept.last ??= this.#native.last())
  }

  get count() {
    return (this.#kept.count ??= this.#native.count())
  }

  get coverage() {
    return (this.#kept.coverage ??= this.#native.coverage())
  }

  time(step) {
    return this.#native.time(step)
  }

  total() {
    return this.#native.total()
  }

  averageOfAll() {
    return this.#native.averageOfAll() ?? undefined
  }

  percentile(percent, { method = 'nearest-rank' } = {}) {
    return guard(() => this.#native.percentile(percent, method)) ?? undefined
  }

  scaled(factor, unit) {
    return new Columns(this.#native.scaled(factor, unit))
  }

  rolledUp(stepMs, { leastCoveragePercent } = {}) {
    return new Columns(guard(() => this.#native.rolledUp(stepMs, leastCoveragePercent)))
  }

  toString() {
    return `<Columns of ${this.length} steps of ${this.stepMs} ms in ${this.unit}, ${this.gaps.length} gaps>`
  }

  [inspect.custom]() {
    return this.toString()
  }
}

/** The native half of a series, for calls that take one. */
export let seriesOf

/** A series with its columns: what formats write and read. */
export class SeriesColumns {
  #native
  #columns

  constructor(made, { device, object, row = '' } = {}) {
    this.#native =
      made instanceof Columns
        ? guard(() => native.SeriesColumns.of(columnsOf(made), device, object, row))
        : nativeOf(made, native.SeriesColumns, 'use new SeriesColumns(columns, { device, object, row })')
  }

  static {
    seriesOf = (series) => series.#native
  }

  get key() {
    return this.#native.key()
  }

  get columns() {
    return (this.#columns ??= new Columns(this.#native.columns()))
  }

  measured() {
    return new MeasuredSeries(this.#native.measured())
  }
}

/** The native half of what was measured, for calls that take it. */
export let measuredOf

/** What was measured of a series, in the order of time. */
export class MeasuredSeries {
  #native
  #numbers

  constructor(made) {
    this.#native = nativeOf(made, native.MeasuredSeries, 'use await fromOpenmetrics, await fromInflux or SeriesColumns.measured')
  }

  static {
    measuredOf = (measured) => measured.#native
  }

  get #told() {
    return (this.#numbers ??= this.#native.numbers())
  }

  get series() {
    return this.#told.series
  }

  get fromMs() {
    return this.#told.fromMs
  }

  get toMs() {
    return this.#told.toMs
  }

  get count() {
    return this.#told.count
  }

  get level() {
    return this.#told.level
  }

  get gaps() {
    return this.#told.gaps
  }

  get length() {
    return this.#told.level.length
  }

  columns(stepMs) {
    return new Columns(guard(() => this.#native.columns(stepMs)))
  }
}

/** Bodies of Prometheus remote write, one after the other. */
export class RemoteWriter {
  #native = native.RemoteWriter.begin()

  body(series) {
    return guarded(() => this.#native.body(series.map(seriesOf)))
  }
}

