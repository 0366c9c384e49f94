// Polls: batches in typed arrays, cancelled in every way.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { Engine, sim } from '../index.js'
import native from '../native.cjs'

let network
let engine
let site

before(async () => {
  network = await sim.start('campus')
  engine = await Engine.start()
  site = await engine.discover(network.range, { port: network.port })
})

after(async () => {
  engine.close()
  await network.stop()
})

async function settled() {
  const deadline = Date.now() + 5000
  while (native.liveTasks() > 0 && Date.now() < deadline) await sleep(10)
  assert.equal(native.liveTasks(), 0)
}

test('batches are columns', async () => {
  const batches = []
  for await (const batch of engine.poll(site, { port: network.port, everyMs: 1200 })) {
    if (batches.push(batch) === 2) break
  }
  await settled()
  const [earlier, later] = batches
  assert.deepEqual([earlier.cycle, later.cycle, later.missed.length, later.partial.length], [0, 1, 0, 0])
  assert.equal(later.length, site.devices.reduce((sum, { interfaces }) => sum + interfaces.length, 0))
  const octets = later.column('ifHCInOctets')
  assert.ok(octets.values instanceof BigUint64Array && octets.values.some((value) => value > 2n ** 32n))
  assert.ok(octets.valid instanceof Uint8Array && octets.valid.length === later.length)
  assert.ok(later.column('ifOperStatus').values instanceof BigInt64Array)
  assert.equal(later.column('ifColour'), undefined)
  const ports = site.devices.find(({ id }) => id === later.devices[later.rowDevice[0]]).interfaces
  assert.deepEqual([...later.index.slice(0, ports.length)], ports.map(({ index }) => index))
  assert.ok(later.uptimeValid.every(Boolean) && later.uptime.every(Boolean) && later.takenNs.length === later.length)
  const rates = later.rates(earlier)
  assert.ok(rates.length === later.length && rates.some(({ rate }) => rate.inBps > 0))
  assert.ok(later.time > earlier.time && later.tookMs >= 0 && later.skipped === 0 && later.indexEnds.length === 0)
})

test('a device that is silent is named', async () => {
  const [silent, known] = ['127.99.0.1:9', `${site.devices[0].address}:${network.port}`]
  const columns = [{ name: 'type', oid: '1.3.6.1.2.1.2.2.1.3', type: 'integer' }]
  const batch = await engine.pollOnce([silent, known], { columns, timeoutMs: 100, retries: 0 })
  assert.deepEqual(batch.devices, [silent, known])
  const [missed] = batch.missed
  assert.ok(missed.device === 0 && ['timed-out', 'unreachable'].includes(missed.code) && missed.cycles === 1)
  assert.ok(batch.rowDevice.every((device) => device === 1))
})

test('cancelling leaves nothing alive', async () => {
  const poll = engine.poll(site, { port: network.port, everyMs: 3000 })
  assert.equal((await poll.nextBatch()).cycle, 0)
  await assert.rejects(poll.nextBatch({ signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' })
  await settled()
  const waiting = poll.nextBatch()
  await sleep(50)
  poll.cancel()
  assert.equal(await waiting, undefined)
  assert.equal(await poll.nextBatch(), undefined)
  await settled()
  assert.throws(() => engine.poll(site, { everyMs: 0 }), { code: 'invalid', argument: 'interval' })
  assert.throws(() => engine.poll([]), { code: 'invalid', argument: 'targets' })
})

test('a device is asked for what was chosen', async () => {
  const poll = engine.poll(site, { port: network.port, everyMs: 200, choice: 'rest' })
  const resting = await poll.nextBatch()
  assert.deepEqual([resting.length, resting.missed, resting.chosen], [0, [], []])
  assert.deepEqual([...resting.resting], resting.devices.map((_, place) => place))
  const device = site.devices.find(({ interfaces }) => interfaces.length > 2)
  const place = resting.devices.indexOf(device.id)
  const [first, last] = [device.interfaces[0].index, device.interfaces.at(-1).index]
  poll.choose(place, [last, `${first}`, 99_999])
  let batch = await poll.nextBatch()
  while (batch.resting.includes(place)) batch = await poll.nextBatch()
  assert.deepEqual([...batch.index], [first, last])
  assert.ok(batch.rowDevice.every((row) => row === place))
  assert.deepEqual(batch.chosen, [{ device: place, rows: 3 }])
  poll.choose(place, 'all')
  while (batch.chosen.length > 0) batch = await poll.nextBatch()
  assert.equal(batch.length, device.interfaces.length)
  for (const nobody of [site.devices.length, -1, 0.5]) {
    assert.throws(() => poll.choose(nobody, 'rest'), { code: 'invalid', argument: 'device' })
  }
  for (const row of ['seven', 1.5, -1, null]) {
    assert.throws(() => poll.choose(0, [row]), { code: 'invalid', argument: 'rows' })
  }
  poll.cancel()
  const once = await engine.pollOnce(site, { port: network.port, choice: [first] })
  assert.ok(once.chosen.length === once.devices.length && once.index.every((index) => index === first))
})
