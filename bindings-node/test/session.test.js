// Sessions: over the network, with simulated agents, out of recordings.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { Engine, Session, SnmpValue, mib, sim } from '../index.js'
import native from '../native.cjs'

const NAME = '1.3.6.1.2.1.1.5.0'
const NOTHING = '1.3.6.1.2.1.99.1.0'
let network
let engine
let folder

before(async () => {
  network = await sim.start('campus')
  engine = await Engine.start()
  folder = mkdtempSync(join(tmpdir(), 'netwarden-'))
})

after(async () => {
  engine.close()
  await network.stop()
  rmSync(folder, { recursive: true })
})

async function settled() {
  const deadline = Date.now() + 5000
  while (native.liveTasks() > 0 && Date.now() < deadline) await sleep(10)
  assert.equal(native.liveTasks(), 0)
}

test('over the network as in memory', async () => {
  const site = await engine.discover(network.range, { port: network.port })
  const device = site.devices.find(({ name }) => name === 'core1')
  const session = engine.session(device.address, { port: network.port, credential: { community: 'public' }, retries: 1 })
  const [name, missing] = await session.get([NAME, NOTHING])
  assert.deepEqual([name.name, name.value.type, name.value.text], [NAME, 'octet-string', 'core1'])
  assert.deepEqual(Buffer.from(name.value.value).toString(), 'core1')
  assert.ok(missing.value.isException && missing.value.type === 'no-such-object' && missing.value.value === undefined)
  const read = await session.table('IF-MIB::ifXTable')
  assert.ok(read.complete && read.reason === undefined && read.faults.length === 0)
  const same = await Session.simulated('campus', 'core1').table('ifXTable')
  assert.deepEqual(read.rows.map((row) => row.ifName), same.rows.map((row) => row.ifName))
  assert.ok(read.rows.every(({ ifHCInOctets }) => typeof ifHCInOctets === 'bigint'))
  assert.ok(read.rows.some(({ ifHCInOctets }) => ifHCInOctets > 2n ** 32n))
  const { sent, answered } = engine.statistics()
  assert.ok(sent >= answered && answered > 0)
  const of = await engine.deviceStatistics(device.address, { port: network.port })
  assert.ok(of.answered > 0 && of.address === `${device.address}:${network.port}`)
  assert.equal(await engine.deviceStatistics('127.99.0.3'), undefined)
  assert.ok((await engine.allDeviceStatistics()).length >= site.devices.length)
})

test('values have their types', async () => {
  const session = Session.simulated('campus', 'core1')
  assert.deepEqual([session.target, String(session)], ['core1', '<Session core1>'])
  const [uptime] = await session.get('1.3.6.1.2.1.1.3.0')
  assert.equal(uptime.value.type, 'time-ticks')
  assert.equal(uptime.value.durationMs, uptime.value.value * 10)
  assert.equal((await session.getNext('1.3.6.1.2.1.1.4.0'))[0].name, NAME)
  assert.equal((await session.getBulk([NAME, '1.3.6.1.2.1.2.2.1.2'], { nonRepeaters: 1, maxRepetitions: 4 })).length, 5)
  const [first] = (await session.table('ifTable')).rows
  assert.ok(first.ifPhysAddress instanceof Uint8Array && typeof first.ifLastChange === 'number')
  const [descriptions, types] = await session.walkColumns(['1.3.6.1.2.1.2.2.1.2', '1.3.6.1.2.1.2.2.1.3'])
  assert.equal(descriptions.varbinds.length, types.varbinds.length)
})

test('what is partial says so', async () => {
  const session = Session.simulated('campus', 'core1')
  const whole = await session.walk('1.3.6.1.2.1.2.2')
  assert.ok(whole.complete && whole.reason === undefined && ['out-of-subtree', 'end-of-mib-view'].includes(whole.end))
  const part = await session.walk('1.3.6.1.2.1.2.2', { rows: 20, stepping: 'next' })
  assert.deepEqual([part.complete, part.end, part.reason], [false, 'too-many-rows', 'partial: more than 20 variables'])
  assert.deepEqual(part.varbinds, whole.varbinds.slice(0, part.varbinds.length))
  const wrong = Session.simulated('campus', 'core1', { credential: { community: 'wrong' } })
  await assert.rejects(wrong.walk('1.3.6.1.2.1.1'), { code: 'timed-out', target: 'core1' })
})

test('recordings answer', async () => {
  const lines = [`.${NAME} = STRING: "s1"`, '.1.3.6.1.2.1.2.2.1.2.1 = STRING: "eth0 é"', '.1.3.6.1.2.1.2.2.1.3.1 = STRING: "six"']
  writeFileSync(join(folder, 's1.snmpwalk'), `${lines.join('\n')}\n`)
  const read = await Session.recorded(join(folder, 's1.snmpwalk')).table('ifTable')
  assert.deepEqual(read.rows, [{ ifIndex: 1, ifDescr: 'eth0 é' }])
  const [fault] = read.faults
  assert.deepEqual([fault.table, fault.index, fault.column], ['ifTable', '1', 'ifType'])
  assert.match(fault.text, /INTEGER is expected/)
  assert.throws(() => Session.recorded(folder, { device: 's2' }), { code: 'invalid', argument: 'device' })
})

test('rows of variables from elsewhere', () => {
  const varbinds = [{ name: '1.3.6.1.2.1.31.1.1.1.6.7', value: new SnmpValue('counter64', 2n ** 63n) }]
  assert.deepEqual(mib.read('ifXTable', varbinds).rows, [{ ifIndex: 7, ifHCInOctets: 2n ** 63n }])
  assert.ok(mib.names().includes('IF-MIB::ifTable'))
  assert.throws(() => mib.read('ifxtable', varbinds), { code: 'invalid', argument: 'table' })
  for (const [type, value] of [['counter32', -1], ['integer', 2 ** 31], ['octet-string', 5], ['ip-address', '::1'], ['null', 0], ['gauge32', undefined], ['gauge32', 1.5]]) {
    assert.throws(() => new SnmpValue(type, value).text, { code: 'invalid', argument: `${type} value` })
  }
})

test('wrong arguments say what would be right', async () => {
  assert.throws(() => engine.session('core1'), { code: 'invalid', argument: 'address' })
  const session = engine.session('127.0.0.1')
  for (const call of [() => session.get('x'), () => session.table('nothing'), () => session.walk('1.3', { stepping: 'back' })]) {
    await assert.rejects(call, { code: 'invalid' })
  }
})

test('silence is a typed error, and aborting drops the work', async () => {
  const silent = engine.session('127.99.0.1:9', { timeoutMs: 100, retries: 0 })
  await assert.rejects(silent.get(NAME), ({ code, retryable }) => ['timed-out', 'unreachable'].includes(code) && retryable)
  const wrong = engine.session(`${network.range.split('/')[0].replace(/\.0$/, '.1')}:${network.port}`, {
    credential: { community: 'wrong' },
    timeoutMs: 60_000,
  })
  await assert.rejects(wrong.get(NAME, { signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' })
  await settled()
})

test('a big walk crosses at once', async () => {
  const line = (_, at) => `.1.3.6.1.2.1.17.4.3.1.2.0.0.0.0.${at >> 8}.${at & 255} = INTEGER: ${at % 48}\n`
  writeFileSync(join(folder, 'big.snmpwalk'), Array.from({ length: 50_000 }, line).join(''))
  const walked = await Session.recorded(join(folder, 'big.snmpwalk')).walk('1.3.6.1.2.1.17.4.3.1.2')
  assert.equal(walked.varbinds.length, 50_000)
  assert.deepEqual(walked.varbinds[257], { name: '1.3.6.1.2.1.17.4.3.1.2.0.0.0.0.1.1', value: new SnmpValue('integer', 17) })
  await settled()
})
