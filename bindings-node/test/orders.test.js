// Setting values, switching ports, names: over the network and in memory.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { Engine, Names, Session, SnmpValue, sim } from '../index.js'

const NAME = '1.3.6.1.2.1.1.5.0'
const LOCATION = '1.3.6.1.2.1.1.6.0'
// How the server reaches the first of the two switches, as the world has it: port p2 leads to it.
const fromTheServer = { reachedAt: '10.20.1.1', reachedFrom: '10.20.1.3' }
const text = (name, value) => ({ name, value: new SnmpValue('octet-string', value) })
const octets = (name, value) => text(name, new Uint8Array(Buffer.from(value)))
let network
let engine
let address

before(async () => {
  network = await sim.start('two-switches', { writeCommunity: 'private' })
  engine = await Engine.start()
  address = network.range.replace('.0/24', '.1')
})

after(async () => {
  engine.close()
  await network.stop()
})

const session = (community, options) => engine.session(address, { port: network.port, credential: { community }, ...options })

test('over the network what is set stays set', async () => {
  const [writer, reader] = [session('private'), session('public')]
  const confirmed = [octets(NAME, 'Büro 4'), octets(LOCATION, 'cellar')]
  assert.deepEqual(await writer.set([text(NAME, 'Büro 4'), octets(LOCATION, 'cellar')]), confirmed)
  assert.deepEqual(await reader.get([NAME, LOCATION]), confirmed)
  assert.equal((await writer.set(text(NAME, 's1')))[0].value.text, 's1')
  const refused = { code: 'refused', status: 'noAccess', index: 1, variable: 'SNMPv2-MIB::sysName.0', meaning: 'these credentials may not do that' }
  await assert.rejects(reader.set(text(NAME, 'no')), refused)
  const report = await writer.setIfAdminStatus('p3', 'down', fromTheServer)
  assert.deepEqual([report.outcome, report.before.admin, report.after.admin, report.ifIndex, report.forced], ['done', 'up', 'down', 3, false])
  assert.deepEqual(report.path.ports.map(({ name }) => name), ['p2', 'vlan1'])
  const up = await writer.setIfAdminStatus(3, 'up')
  assert.ok(up.outcome === 'done' && up.text.startsWith(`${writer.target}: p3 (ifIndex 3) brought up`))
  await assert.rejects(writer.setIfAdminStatus('p3', 'down'), { code: 'protected', message: /is not among the addresses that it lists; force it/ })
  assert.ok((await writer.setIfAdminStatus('p3', 'down', { force: true })).forced)
})

test('the port towards whoever asks is protected', async () => {
  const writer = Session.simulated('two-switches', 's1', { credential: { community: 'private' }, writeCommunity: 'private' })
  const isProtected = { code: 'protected', target: 's1', what: 'taking p2 (ifIndex 2) down', reason: /^the device is reached through it: / }
  await assert.rejects(writer.setIfAdminStatus('p2', 'down', fromTheServer), isProtected)
  const path = await writer.managementPath(fromTheServer)
  assert.deepEqual([path.ports.map(({ name }) => name), path.unknown], [['p2', 'vlan1'], undefined])
  await assert.rejects(writer.setIfAdminStatus('p3', 'testing'), { code: 'invalid', expected: 'up or down is expected' })
  await assert.rejects(writer.setIfAdminStatus('p3', 'down', { reachedAt: 's1' }), { code: 'invalid', argument: 'reachedAt' })
  await assert.rejects(writer.setIfAdminStatus('p77', 'down', { force: true }), { code: 'invalid', message: /s1 has p1, p2, p3/ })
  for (const index of [-1, 1.5, 2 ** 32, NaN]) {
    await assert.rejects(writer.setIfAdminStatus(index, 'down'), { code: 'invalid', argument: 'port', given: String(index) })
  }
})

test('silence may have been done, and aborting ends the call', async () => {
  const wrong = session('wrong', { timeoutMs: 50, retries: 0 })
  const unconfirmed = { code: 'unconfirmed', what: 'setting SNMPv2-MIB::sysName.0 and 1 more', reason: / ms \(1 attempt\)$/ }
  await assert.rejects(wrong.set([text(NAME, 'a'), text(LOCATION, 'b')]), unconfirmed)
  const slow = session('wrong', { timeoutMs: 60_000 })
  await assert.rejects(slow.set(text(NAME, 'a'), { signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' })
})

test('every type can be set, and a value out of range is never sent', async () => {
  const reader = session('public')
  const { sent } = engine.statistics()
  const ranges = {
    integer: [-(2 ** 31), 2 ** 31 - 1, 'a number from -2147483648 to 2147483647'],
    counter32: [0, 2 ** 32 - 1, 'a number from 0 to 4294967295'],
    gauge32: [0, 2 ** 32 - 1, 'a number from 0 to 4294967295'],
    'time-ticks': [0, 2 ** 32 - 1, 'a number from 0 to 4294967295'],
    counter64: [0n, 2n ** 64n - 1n, 'a number or a bigint from 0 to 18446744073709551615'],
  }
  for (const [type, [least, most, expected]] of Object.entries(ranges)) {
    const one = typeof most === 'bigint' ? 1n : 1
    for (const value of [least, most]) assert.ok(new SnmpValue(type, value).text)
    for (const value of [least - one, most + one, 0.5, '1', 2n ** 130n]) {
      await assert.rejects(reader.set({ name: NAME, value: new SnmpValue(type, value) }), { code: 'invalid', argument: `${type} value`, expected })
    }
  }
  for (const [type, value] of [['octet-string', new Uint8Array([255])], ['opaque', new Uint8Array()], ['object-id', '1.3.6'], ['ip-address', '10.0.0.7']]) {
    assert.equal(typeof new SnmpValue(type, value).text, 'string')
  }
  const wrong = [['ip-address', '10.0.0.256'], ['object-id', '1.3.4294967296'], ['octet-string', 5], ['null', undefined], ['octet-string', new Uint8Array(65_536)]]
  for (const [type, value] of wrong) await assert.rejects(reader.set({ name: NAME, value: new SnmpValue(type, value) }), { code: 'invalid' })
  await assert.rejects(reader.set([]), { code: 'invalid', message: /at least one is expected/ })
  const old = engine.session(address, { port: network.port, credential: { community: 'private', version: '1' } })
  await assert.rejects(old.set({ name: NAME, value: new SnmpValue('counter64', 1n) }), { code: 'invalid', message: /Counter64/ })
  assert.equal(engine.statistics().sent, sent)
})

const MODULE = `ACME-MIB DEFINITIONS ::= BEGIN
IMPORTS enterprises FROM SNMPv2-SMI;
acme OBJECT IDENTIFIER ::= { enterprises 99999 }
END
`

test("names of the user's files", () => {
  const folder = mkdtempSync(join(tmpdir(), 'netwarden-'))
  writeFileSync(join(folder, 'acme.mib'), MODULE)
  writeFileSync(join(folder, 'README'), 'Modules of Acme.')
  const [names, untouched] = [new Names(), new Names()]
  const old = { name: 'old.mib', text: MODULE.replaceAll('cme', 'ncient').replace('ACME', 'OLD').replace('99999', '99998') }
  assert.deepEqual(names.load([folder, old]), { modules: ['ACME-MIB', 'OLD-MIB'], objects: 2, faults: [] })
  assert.equal(names.lookup('acme.1'), '1.3.6.1.4.1.99999.1')
  assert.ok(names.modules.includes('ACME-MIB'))
  assert.equal(names.size, untouched.size + 2)
  assert.throws(() => untouched.lookup('acme.1'), { code: 'invalid' })
  assert.throws(() => names.load(join(folder, 'none.mib')), { code: 'io', what: /none\.mib/ })
  assert.throws(() => names.load(join(folder, 'README')), { code: 'malformed', offset: 'line 1' })
  assert.throws(() => names.load({ name: 'old.mib' }), { code: 'invalid', argument: 'MIB file' })
  assert.equal(String(names), `<Names ${names.size} objects>`)
  rmSync(folder, { recursive: true })
})
