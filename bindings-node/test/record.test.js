// Recordings: templates measured on a simulated network, stopped in every way.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { Engine, measure, sim } from '../index.js'
import native from '../native.cjs'

let network
let engine
let site
let folder

before(async () => {
  network = await sim.start('campus')
  engine = await Engine.start()
  site = await engine.discover(network.range, { port: network.port })
  folder = await mkdtemp(join(tmpdir(), 'netwarden-'))
})

after(async () => {
  engine.close()
  await network.stop()
  await rm(folder, { recursive: true })
})

async function settled() {
  const deadline = Date.now() + 5000
  while (native.liveTasks() > 0 && Date.now() < deadline) await sleep(10)
  assert.equal(native.liveTasks(), 0)
}

/** Whether every row that was read has a rate. */
function isWhole(measured) {
  const column = measured.column('in_octets')
  const read = [...measured.states.keys()].filter((row) => measured.states[row] === 'read')
  return column !== undefined && read.length > 0 && read.every((row) => column.values[row] >= 0)
}

const within = (template, change) => ({ ...template, groups: template.groups.map((group) => ({ ...group, ...change(group) })) })

test('what is measured is named', async () => {
  const watches = [{ object: 'in_utilisation', thresholds: { critical: '~:-1' } }]
  const template = within(measure.interfacesOnly({ everyMs: 200 }), ({ name }) => (name === 'traffic' ? { watches } : {}))
  const recording = await engine.record(site, { port: network.port, template })
  let whole
  for await (const measured of recording) {
    if (measured.group === 'traffic' && isWhole(measured)) {
      whole = measured
      break
    }
  }
  const statistics = recording.statistics()
  assert.ok(statistics.cycles > 1 && statistics.unnamedDevices === 0 && statistics.storeError == null)
  const ports = recording.latest('ports')
  assert.equal(recording.latest('fans'), undefined)
  assert.equal(await recording.next(), undefined)
  await settled()
  assert.deepEqual([...whole.devices].sort(), site.devices.map(({ id }) => id).sort())
  assert.ok([whole.names, whole.states, whole.rowDevice, whole.takenMs].every(({ length }) => length === whole.length))
  const row = whole.states.indexOf('read')
  const [device, name] = [whole.devices[whole.rowDevice[row]], whole.names[row]]
  assert.ok(site.devices.find(({ id }) => id === device).interfaces.some((port) => port.name === name))
  assert.equal(whole.find(device, name), row)
  assert.ok(whole.index(row).length === 1 && whole.index(whole.length) === undefined)
  const octets = whole.column('in_octets')
  assert.deepEqual([octets.kind, octets.unit, octets.keep], ['counter', 'octets', true])
  assert.ok(octets.values instanceof Float64Array && octets.counts instanceof BigUint64Array && octets.counts[row] > 0n)
  assert.ok(octets.sinceMs[row] > 0 && octets.sinceMs[row] < whole.takenMs[row])
  assert.equal(whole.value(device, name, 'in_octets'), octets.values[row])
  assert.ok(whole.value(device, 'no port', 'in_octets') === undefined && whole.column('colour') === undefined)
  assert.ok(ports.column('oper_status').kind === 'gauge' && ports.column('oper_status').counts.length === 0)
  assert.ok(whole.results.some(({ status }) => status === 'critical'))
  assert.ok(whole.missed.length === 0 && whole.partial.length === 0 && whole.columns === whole.columns)
})

test('only what is selected is asked, and the first reading is a gap with its reason', async () => {
  const uplinks = site.topology ? (await site.topology()).uplinks() : []
  assert.ok(uplinks.length > 0 && typeof uplinks[0].device === 'string' && typeof uplinks[0].port === 'string')
  const template = within(measure.everything({ groups: 'traffic', everyMs: 200 }), () => ({ selection: { ports: uplinks } }))
  const recording = await engine.record(site, { port: network.port, template })
  let gap
  let whole
  while (!whole || !gap) {
    const measured = await recording.next()
    assert.ok(measured)
    if (measured.group !== 'traffic') continue
    const column = measured.column('in_octets')
    if (column.gaps.length > 0 && !gap) {
      gap = column.gaps[0]
      assert.ok(gap.reason.code === 'first-sample' && Number.isNaN(column.values[gap.row]))
      assert.deepEqual(measured.value(measured.devices[measured.rowDevice[gap.row]], measured.names[gap.row], 'in_octets'), gap.reason)
    }
    if (isWhole(measured) && measured.states.includes('left-out')) whole = measured
  }
  await Promise.all([recording.stop(), recording.stop()])
  const meant = new Set(uplinks.map(({ device, port }) => `${device} ${port}`))
  for (const [row, state] of whole.states.entries()) {
    if (state === 'read') assert.ok(meant.has(`${whole.devices[whole.rowDevice[row]]} ${whole.names[row]}`))
  }
})

test('the next run goes on', async () => {
  const options = { port: network.port, rememberIn: join(folder, 'counters.json'), template: measure.interfacesOnly({ groups: ['traffic'], everyMs: 200 }) }
  for await (const measured of await engine.record(site, options)) if (measured.group === 'traffic' && isWhole(measured)) break
  for await (const measured of await engine.record(site, options)) {
    if (measured.group !== 'traffic' || !measured.states.includes('read')) continue
    assert.ok(measured.column('in_octets').values.some((rate) => rate >= 0), 'the first reading has rates already')
    break
  }
})

test('cancelling leaves nothing alive', async () => {
  const recording = await engine.record(site, { port: network.port, template: measure.interfacesOnly() })
  await assert.rejects(recording.next({ signal: AbortSignal.timeout(1) }), { name: /AbortError|TimeoutError|NetwardenError/ })
  const waiting = (async () => {
    while ((await recording.next()) !== undefined);
  })()
  await sleep(50)
  await recording.stop()
  await waiting
  await settled()
})

test('a wrong start is told', async () => {
  await assert.rejects(engine.record([]), { code: 'invalid', argument: 'targets' })
  const template = { name: 'own', groups: [{ name: 'fans', intervalMs: 1000, colums: [] }] }
  await assert.rejects(engine.record(site, { template }), { code: 'invalid', message: /group fans.*colums/ })
  const rememberIn = join(folder, 'broken.json')
  await writeFile(rememberIn, '{}')
  await assert.rejects(engine.record(site, { rememberIn }), /broken\.json/)
})
