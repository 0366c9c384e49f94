// Series, their figures and formats, charts, and counters in columns: calls of the vectors.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'

import { Columns, CounterBank, Plot, RemoteWriter, SeriesColumns, counter, series } from '../index.js'

function columns(given) {
  const { unit, start, step_ms: stepMs, coverage, min, max } = given
  const gaps = given.gaps?.map(([from, to, reason]) => ({ from: new Date(from), to: new Date(to), reason }))
  const options = { unit, start: new Date(start), stepMs, coverage: coverage ?? undefined, gaps }
  let made = given.counts ? Columns.counted(given.counts.map(BigInt), options) : Columns.levels(given.levels, { ...options, min, max })
  if (given.scaled) made = made.scaled(...given.scaled)
  if (given.rolled_up) made = made.rolledUp(given.rolled_up[0], { leastCoveragePercent: given.rolled_up[1] })
  return made
}

const numbers = (array) => Array.from(array, (number) => (Number.isNaN(number) ? null : number))

function form(it) {
  assert.equal(it.length, it.average.length)
  assert.deepEqual(it.time(it.length), it.end)
  return {
    kind: it.kind,
    unit: it.unit,
    start: it.start.getTime(),
    end: it.end.getTime(),
    step_ms: it.stepMs,
    average: numbers(it.average),
    min: numbers(it.min),
    max: numbers(it.max),
    last: numbers(it.last),
    coverage: numbers(it.coverage),
    count: Array.from(it.count, String),
    gaps: it.gaps.map(({ from, to, reason }) => [from.getTime(), to.getTime(), reason.code]),
    total: String(it.total()),
    average_of_all: it.averageOfAll() ?? null,
  }
}

function figures(given) {
  const made = columns(given.columns)
  const percentiles = (given.percentiles ?? []).map(([percent, method]) => made.percentile(percent, { method }) ?? null)
  return { columns: form(made), percentiles }
}

const several = (given) =>
  given.series.map(({ columns: steps, device, object, row }) => new SeriesColumns(columns(steps), { device, object, row }))

const steps = (made) => made.map(({ key, columns }) => ({ ...key, columns: form(columns) }))

const moments = (made) =>
  made.map((one) => {
    for (const array of [one.fromMs, one.toMs, one.count, one.level]) assert.equal(array.length, one.length)
    return { ...one.series.key, unit: one.series.unit, columns: form(one.columns(60_000)) }
  })

const read = {
  json: async (text) => steps(await series.fromJson(text)),
  csv: async (text) => steps(await series.fromCsv(text)),
  'rrd-dump': async (text) => steps(await series.fromRrdDump(text)),
  openmetrics: async (text) => moments(await series.fromOpenmetrics(text)),
  influx: async (text) => moments(await series.fromInflux(text)),
}
const write = {
  json: series.toJson,
  csv: series.toCsv,
  openmetrics: series.toOpenmetrics,
  influx: series.toInflux,
  'rrd-dump': (them) => series.toRrdDump(them.map(({ key, columns }) => [key.object, columns])),
}

async function written({ format, ...given }) {
  const text = await write[format](several(given))
  return { text, read: await read[format](text) }
}

async function remoteWrite(given) {
  const [them, writer] = [several(given), new RemoteWriter()]
  const bodies = [await series.toRemoteWrite(them), await writer.body(them), await writer.body(them)]
  return { bodies: bodies.map((body) => Buffer.from(body).toString('hex')) }
}

function billed(given) {
  const { percent, method } = given
  const bill = series.bill(columns(given.in), columns(given.out), new Date(given.from), new Date(given.to), { percent, method })
  const direction = (it) => ({
    bps: it.bps ?? null,
    measured_steps: it.measuredSteps,
    excluded_steps: it.excludedSteps,
    octets: String(it.octets),
  })
  return {
    steps: bill.steps,
    in: direction(bill.input),
    out: direction(bill.output),
    greater_bps: bill.greaterBps ?? null,
    of_greater_bps: bill.ofGreaterBps ?? null,
    percent: bill.rules.percent,
    method: bill.rules.method,
  }
}

function month({ year, month, utc_offset_minutes: utcOffsetMinutes }) {
  const [from, to] = series.month(year, month, { utcOffsetMinutes })
  return { from: from.getTime(), to: to.getTime() }
}

async function plot({ title, options, curves }) {
  const { utc_offset_minutes: utcOffsetMinutes, ...rest } = options
  let chart = new Plot(title, { utcOffsetMinutes, ...rest })
  for (const { name, style, columns: given } of curves) chart = chart[style](name, columns(given))
  return { sha256: createHash('sha256').update(await chart.toSvg()).digest('hex') }
}

function bank({ rows, max_rate: maxRate, batches }) {
  const counters = new CounterBank(rows, { maxRate })
  return {
    batches: batches.map(({ readings, counter32, counter64, valid }) => {
      const rates = counters.advance({
        readings: readings.map(({ rows, at_ms: atMs, uptime_ticks: uptime }) => ({ rows, atMs, uptime })),
        counter32: counter32?.map(Number),
        counter64: counter64?.map(BigInt),
        valid,
      })
      return {
        per_second: numbers(rates.perSecond),
        count: Array.from(rates.count, String),
        interval_ms: [...rates.intervalMs],
        gaps: rates.gaps.map(({ row, gap }) => [row, gap.code, gap.text]),
      }
    }),
  }
}

function follow({ earlier, later }) {
  const { ports, gone } = counter.follow(earlier, later)
  return { ports: ports.map(({ identity, earlier }) => [defined(identity), earlier ?? null]), gone }
}

const defined = (given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))

function pages({ earlier, later, last_count: lastCount }) {
  const reading = ({ at_ms: atMs, ...rest }) => ({ atMs, ...rest })
  return { delta: defined(counter.pageDelta(reading(earlier), reading(later), { lastCount })) }
}

export const calls = {
  columns: figures,
  'series-format': written,
  'series-read': async ({ format, text }) => ({ read: await read[format](text) }),
  'remote-write': remoteWrite,
  bill: billed,
  utilisation: ({ traffic, speed }) => ({ columns: form(series.utilisation(columns(traffic), columns(speed))) }),
  month,
  plot,
  bank,
  follow,
  pages,
}
