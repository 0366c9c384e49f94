// Stores of series, and what a threshold says: calls of the vectors.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { MemoryStore, NetwardenError, SqliteStore, measure } from '../index.js'

const spec = ([device, object, row, kind, unit]) => ({ key: { device, object, row }, kind, unit })
const ack = ({ accepted, late, unfit }) => [accepted, late, unfit]
const numbers = (array) => Array.from(array, (number) => (Number.isNaN(number) ? null : number))

const form = (it) => ({
  unit: it.unit,
  start: it.start.getTime(),
  step_ms: it.stepMs,
  average: numbers(it.average),
  max: numbers(it.max),
  coverage: numbers(it.coverage),
  count: Array.from(it.count, String),
  gaps: it.gaps.map(({ from, to, reason }) => [from.getTime(), to.getTime(), reason.code]),
})

const retention = ({ archives }) => ({ archives: archives.map(({ step_ms: stepMs, rows }) => ({ stepMs, rows })) })

const steps = {
  declare: (store, { series }) => store.declare(spec(series)),
  'declare-all': async (store, { series }) => [...(await store.declareAll(series.map(spec)))],
  'append-counts': async (store, { series, from_ms, to_ms, counts }) => ack(await store.appendCounts(series, from_ms, to_ms, counts.map(BigInt))),
  'append-levels': async (store, { series, from_ms, to_ms, levels }) => ack(await store.appendLevels(series, from_ms, to_ms, levels)),
  'append-gaps': async (store, { series, from_ms, to_ms, reason }) => ack(await store.appendGaps(series, from_ms, to_ms, reason)),
  read: async (store, { series, from, to, step_ms: stepMs, least_coverage_percent: leastCoveragePercent }) =>
    form(await store.read(series, new Date(from), new Date(to), { stepMs, leastCoveragePercent })),
  series: async (store, filter) =>
    Array.from(await store.series(filter), ([id, { key, kind, unit }]) => [id, key.device, key.object, key.row, kind, unit]),
  'measured-until': async (store, { series }) => (await store.measuredUntil(series))?.getTime() ?? null,
  retain: async (store, { now }) => (await store.retain(new Date(now))) ?? null,
}

async function answered(work) {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof NetwardenError)) throw error
    return { error: { code: error.code, message: error.message } }
  }
}

async function stored(given) {
  const folder = await mkdtemp(join(tmpdir(), 'netwarden-'))
  const options = { retention: given.retention && retention(given.retention), mostSeries: given.most_series }
  const open = () => (given.store === 'memory' ? new MemoryStore(options) : SqliteStore.open(join(folder, 'series.db'), options))
  let store
  try {
    store = await open()
    const answers = []
    for (const [name, step] of given.steps) {
      if (name === 'reopen') {
        await store.close()
        store = await open()
      }
      answers.push(name === 'reopen' ? null : await answered(() => steps[name](store, step)))
    }
    return { answers }
  } finally {
    await store?.close?.()
    await rm(folder, { recursive: true })
  }
}

function judged({ watch, target, unit, measured }) {
  const result = measure.judge(watch, target, unit, measured, new Date(0))
  return { status: result.status, cause: result.cause?.code ?? null, summary: result.summary, target: result.target }
}

export const calls = { store: stored, watch: judged }
