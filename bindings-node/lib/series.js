import native from '../native.cjs'
import { Columns, MeasuredSeries, SeriesColumns, columnsOf, seriesOf } from './columns.js'
import { guard, guarded } from './error.js'
import { fromJson as fromJsonText } from './words.js'

const written = (write) => (series) => guarded(() => write(series.map(seriesOf)))
const read = (parse, Made) => async (text) => (await guarded(() => parse(text))).map((each) => new Made(each))

export const toJson = written(native.toJson)
export const fromJson = read(native.fromJson, SeriesColumns)
export const toCsv = written(native.toCsv)
export const fromCsv = read(native.fromCsv, SeriesColumns)
export const toOpenmetrics = written(native.toOpenmetrics)
export const fromOpenmetrics = read(native.fromOpenmetrics, MeasuredSeries)
export const toInflux = written(native.toInflux)
export const fromInflux = read(native.fromInflux, MeasuredSeries)
export const toRemoteWrite = written(native.toRemoteWrite)
export const fromRrdDump = read(native.fromRrdDump, SeriesColumns)

/** Series as a dump of RRDtool: pairs of a name and columns. */
export function toRrdDump(sources) {
  const [names, columns] = [sources.map(([name]) => name), sources.map(([, columns]) => columnsOf(columns))]
  return guarded(() => native.toRrdDump(names, columns))
}

/** How much of a port's speed its traffic took. */
export function utilisation(traffic, speed) {
  return new Columns(guard(() => native.utilisation(columnsOf(traffic), columnsOf(speed))))
}

/** What is to be paid for traffic in both directions. */
export function bill(input, output, from, to, options = {}) {
  return guard(() => native.bill(columnsOf(input), columnsOf(output), from, to, options))
}

export const defaultRetention = () => fromJsonText(guard(() => native.defaultRetention()))
export const retentionForBilling = () => fromJsonText(guard(() => native.retentionForBilling()))

/** When a month begins, and the next one. */
export function month(year, month, { utcOffsetMinutes = 0 } = {}) {
  return guard(() => native.month(year, month, utcOffsetMinutes))
}
