// Stores of series: typed arrays, calls side by side, closing, and a recording that is read while it runs.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Worker } from 'node:worker_threads'

import { Columns, Engine, MemoryStore, SeriesColumns, SqliteStore, Store, measure, series, sim } from '../index.js'

const port = (row = 1) => ({ key: { device: 'core1', object: 'ifHCInOctets', row: `Gi1/0/${row}` }, kind: 'counter', unit: 'octets' })
const time = (seconds) => new Date(seconds * 1000)

let folder
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netwarden-'))
})
after(() => rm(folder, { recursive: true }))

test('columns are typed arrays', async () => {
  const store = new MemoryStore()
  const ids = await store.declareAll(Array.from({ length: 1000 }, (_, row) => port(row)))
  assert.ok(ids instanceof Uint32Array && store.size === 1000)
  const counts = BigUint64Array.from(ids, (id) => BigInt(id) * 60n)
  const told = store.appendCounts(ids, 0, new BigInt64Array(1000).fill(60_000n), counts)
  counts.fill(0n)
  assert.deepEqual(await told, { accepted: 1000, late: 0, unfit: 0 })
  assert.deepEqual([...(await store.read(7, time(0), time(60))).average], [7], 'what was given is what it was then')
  const heat = await store.declare({ key: { device: 'core1', object: 'heat', row: '' }, kind: 'gauge', unit: 'celsius' })
  await store.appendLevels(heat, Float64Array.of(0, 60_000), [60_000, 120_000], Float64Array.of(41.5, NaN))
  const [gap] = (await store.read(heat, time(0), time(120))).gaps
  assert.equal((await store.appendGaps(heat, 120_000, 180_000, gap.reason)).accepted, 1)
  assert.equal((await store.read(heat, time(0), time(180))).gaps.length, 1)
})

test('what a format was read into is taken in', async () => {
  const columns = Columns.counted([6_000, 9_000], { unit: 'octets', start: time(0), stepMs: 60_000 })
  const measured = new SeriesColumns(columns, { device: 'core1', object: 'ifHCInOctets', row: 'Gi1/0/1' }).measured()
  const store = new MemoryStore({ retention: series.retentionForBilling() })
  assert.deepEqual([(await store.append(measured)).accepted, (await store.append(measured)).late], [2, 2])
  assert.deepEqual(await store.series(), new Map([[0, port()]]))
  assert.deepEqual(store.retention.archives.map(({ stepMs }) => stepMs), [60_000, 300_000, 600_000, 3_600_000])
  assert.equal((await store.read(0, time(0), time(120))).total(), 15_000n)
})

test('calls are made in their order, beside the event loop', async () => {
  const store = await SqliteStore.open(join(folder, 'order.db'), { durability: 'system' })
  const id = await store.declare(port())
  let turns = 0
  const ticking = setInterval(() => turns++, 1)
  const acks = await Promise.all(Array.from({ length: 200 }, (_, minute) => store.appendCounts(id, minute * 60_000, (minute + 1) * 60_000, 6n)))
  clearInterval(ticking)
  assert.ok(acks.every(({ accepted }) => accepted === 1) && turns > 0)
  const [read] = await Promise.all([store.read(id, time(0), time(12_000)), store.close()])
  assert.equal(read.total(), 1200n)
})

test('a closed store says so', async () => {
  const path = join(folder, 'series.db')
  const store = await SqliteStore.open(path)
  await store.appendCounts(await store.declare(port()), 0, 60_000, 6)
  await assert.rejects(SqliteStore.open(path), { code: 'io', message: /in use by this program/ })
  const copy = join(folder, 'copy.db')
  await store.copyTo(copy)
  await assert.rejects(store.copyTo(copy), { code: 'io' })
  await store.check()
  assert.deepEqual([store.closed, store.path, String(store)], [false, path, `<SqliteStore ${path} of 1 series>`])
  await Promise.all([store.close(), store.close()])
  assert.ok(store.closed && store.size === 1)
  for (const call of [() => store.read(0, time(0), time(60)), () => store.declare(port(2)), () => store.check(), () => store.appendCounts(0, 60_000, 90_000, 1n)])
    await assert.rejects(call, { code: 'invalid', message: /a store that is open/ })
  for (const again of [path, copy]) {
    const store = await SqliteStore.open(again)
    assert.deepEqual(await store.measuredUntil(0), time(60))
    await store.close()
  }
})

test('what is wrong is told', async () => {
  assert.throws(() => new Store(), /SqliteStore.open/)
  assert.throws(() => new MemoryStore({ retention: { archives: [{ stepMs: 60_000 }] } }), { code: 'invalid', argument: 'retention' })
  await assert.rejects(SqliteStore.open(join(folder, 'never.db'), { durability: 'never' }), { code: 'invalid', message: /disk or system/ })
  await writeFile(join(folder, 'text.db'), 'no database, '.repeat(100))
  await assert.rejects(SqliteStore.open(join(folder, 'text.db')), { code: 'malformed' })
  await assert.rejects(new MemoryStore({ mostSeries: 0 }).declare(port()), { code: 'limit' })
  const store = new MemoryStore()
  await assert.rejects(store.declare({ ...port(), kind: 'level' }), { code: 'invalid', message: /counter or gauge/ })
  const id = await store.declare(port())
  await assert.rejects(store.appendGaps(id, 0, 60_000, 'gone'), { code: 'invalid', message: /such as missed/ })
  await assert.rejects(store.appendCounts([id, id, id], 0, 60_000, [1n, 2n]), { code: 'invalid' })
  await assert.rejects(store.read(id, time(0), time(60), { leastCoveragePercent: 101 }), { code: 'invalid' })
  assert.deepEqual([await store.measuredUntil(id), String(store)], [undefined, '<MemoryStore of 1 series>'])
})

test('a recording is read while it runs', async () => {
  const network = await sim.start('campus')
  const engine = await Engine.start()
  const site = await engine.discover(network.range, { port: network.port })
  const template = measure.interfacesOnly({ groups: ['traffic'], everyMs: 200 })
  for (const store of [new MemoryStore(), await SqliteStore.open(join(folder, 'recorded.db'))]) {
    const recording = await engine.record(site, { port: network.port, template, store })
    let found
    for await (const _ of recording) {
      found = await store.series({ object: 'in_octets' })
      const untils = await Promise.all([...found.keys()].map((id) => store.measuredUntil(id)))
      if (found.size > 4 && untils.every(Boolean)) break
    }
    const [[id, { kind, key }]] = found
    assert.ok(kind === 'counter' && site.devices.some((device) => device.id === key.device))
    const until = await store.measuredUntil(id)
    assert.ok((await store.read(id, new Date(until.getTime() - 300_000), until)).total() > 0n)
    const again = await engine.record(site, { port: network.port, template, store })
    for await (const _ of again) if ((await store.measuredUntil(id)) > until) break
    await store.close?.()
  }
  const store = await SqliteStore.open(join(folder, 'shut.db'))
  const recording = await engine.record(site, { port: network.port, template, store })
  while (recording.statistics().accepted === 0) assert.ok(await recording.next())
  await store.close()
  while (!recording.statistics().storeError) assert.ok(await recording.next())
  await assert.rejects(recording.stop(), { code: 'invalid', message: /a store that is open/ })
  await assert.rejects(engine.record(site, { store: {} }), TypeError)
  engine.close()
  await network.stop()
})

test('a worker ends with a store that is open', async () => {
  const program = `
    const { workerData } = require('node:worker_threads')
    import(workerData.module).then(async ({ SqliteStore }) => {
      const store = await SqliteStore.open(workerData.path)
      const id = await store.declare({ key: { device: 'a', object: 'b', row: '' }, kind: 'counter', unit: 'octets' })
      await store.appendCounts(id, 0, 60_000, 6n)
    })`
  const [path, module] = [join(folder, 'worker.db'), new URL('../index.js', import.meta.url).href]
  const worker = new Worker(program, { eval: true, workerData: { path, module } })
  assert.equal(await new Promise((resolve) => worker.on('exit', resolve)), 0)
  const store = await SqliteStore.open(path)
  assert.equal((await store.read(0, time(0), time(60))).total(), 6n)
  await store.close()
})
