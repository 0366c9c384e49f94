// From a range to a map, on a simulated network.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { Engine, LiveTopology, NetwardenError, Site, Topology, check, sim } from '../index.js'
import native from '../native.cjs'

let campus
let site

async function discover() {
  const engine = await Engine.start()
  try {
    return await engine.discover(campus.range, { port: campus.port, credentials: [{ community: 'public' }] })
  } finally {
    engine.close()
  }
}

before(async () => {
  campus = await sim.start('campus')
  site = await discover()
})

after(() => campus.stop())

async function settled() {
  const deadline = Date.now() + 5000
  while (native.liveTasks() > 0 && Date.now() < deadline) await sleep(10)
  assert.equal(native.liveTasks(), 0)
}

test('the map of the campus is the true one', async () => {
  const truth = JSON.parse(campus.truthJson())
  const polled = new Set(truth.devices.filter((device) => device.agent).map((device) => device.name))
  assert.deepEqual(new Set(site.devices.map((device) => device.name)), polled)
  const pair = (a, b) => [a, b].sort().join(' ')
  const found = new Set((await site.topology()).links.map((link) => pair(link.a.device, link.b.device)))
  for (const { a, b } of truth.links) {
    if (polled.has(a.device) && polled.has(b.device)) assert.ok(found.has(pair(a.device, b.device)), pair(a.device, b.device))
  }
})

test('values are plain, kept and frozen', async () => {
  const topology = await site.topology()
  assert.equal(topology.links, topology.links)
  const [link] = topology.links
  assert.match(link.text, /──/)
  assert.ok(link.because[0].text)
  const [device] = site.devices
  assert.ok(device.polledAt instanceof Date)
  assert.equal(typeof device.interfaces[0].counters.inOctets64, 'bigint')
  assert.equal('alias' in topology.nodes[0].ports[0] && topology.nodes[0].ports[0].alias === null, false)
})

test('why a link is there', async () => {
  const topology = await site.topology()
  const [link] = topology.links
  const why = topology.explain(link.a.device, link.b.device)
  assert.match(why.text, /because/)
  assert.equal(topology.explain('nobody', 'nowhere'), undefined)
  assert.equal(topology.node('nobody'), undefined)
})

test('evidence can be hidden', async () => {
  const hidden = await site.topology({ hide: ['lldp', 'cdp'] })
  const sources = new Set(hidden.links.flatMap((link) => link.because.map((reason) => reason.source)))
  assert.ok(sources.size > 0 && !sources.has('lldp') && !sources.has('cdp'))
  assert.equal((await site.topology({ strategy: 'stp-segments' })).strategy, 'stp-segments')
  await assert.rejects(site.topology({ hide: ['gossip'] }), { name: 'NetwardenError', code: 'invalid' })
})

test('what was written is read back', async (t) => {
  const topology = await site.topology()
  const text = await topology.toJson()
  assert.equal(await (await Topology.fromJson(text)).toJson(), text)
  assert.deepEqual((await Site.fromJson(await site.toJson())).devices, site.devices)
  const folder = mkdtempSync(join(tmpdir(), 'netwarden-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const ending of ['html', 'svg', 'png', 'json', 'mmd', 'dot', 'graphml', 'csv']) await topology.save(join(folder, `map.${ending}`))
  assert.equal(readFileSync(join(folder, 'map.svg'), 'utf8'), await topology.toSvg())
  assert.equal(readFileSync(join(folder, 'map.mmd'), 'utf8'), await topology.toMermaid())
  assert.equal(readFileSync(join(folder, 'map.png')).toString('latin1', 1, 4), 'PNG')
  await assert.rejects(topology.save(join(folder, 'map.jpeg')), { code: 'invalid', message: /\.png/ })
  await assert.rejects(
    Topology.fromJson('{'),
    (error) => error instanceof NetwardenError && error.code === 'malformed' && error.offset.startsWith('line 1'),
  )
})

test('what takes long does not hold up the event loop', async () => {
  const large = await (await sim.generate({ shape: 'tree', switches: 150, hostsPerSwitch: 4, inBand: true })).site()
  let turns = 0
  const timer = setInterval(() => (turns += 1), 1)
  const held = async (work) => {
    const before = turns
    const made = await work()
    assert.ok(turns > before, String(work))
    return made
  }
  const topology = await held(() => large.topology())
  await held(() => topology.toHtml())
  await held(() => large.toJson())
  await held(() => new LiveTopology().update(large))
  clearInterval(timer)
})

test('recordings make a site', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'netwarden-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(
    join(folder, 's1.snmpwalk'),
    '.1.3.6.1.2.1.1.5.0 = STRING: "s1"\n.1.3.6.1.2.1.2.2.1.2.1 = STRING: "eth0"\n.1.3.6.1.2.1.2.2.1.1.1 = INTEGER: 1\n',
  )
  const recorded = await Site.fromRecordings(folder)
  assert.deepEqual(recorded.devices.map((device) => device.id), ['s1'])
  await assert.rejects(Site.fromRecordings(join(folder, 'missing')), { code: 'io' })
})

test('a site is visited again', async () => {
  const engine = await Engine.start()
  const options = { port: campus.port, onlyInterfaces: true, collect: { rows: 100_000, vlans: 0 } }
  const later = await engine.discover(site, options)
  assert.deepEqual(later.devices.map(({ id }) => id), site.devices.map(({ id }) => id))
  assert.ok(later.devices.every(({ lldp }) => lldp === undefined))
  const device = await engine.session(`${site.devices[0].address}:${campus.port}`).collect()
  assert.deepEqual([device.id, device.name], [site.devices[0].id, site.devices[0].name])
  assert.ok((await Topology.infer([device])).nodes.length > 0)
  engine.close()
})

test('rates between two visits', async () => {
  await sleep(1100)
  const later = await discover()
  const rates = await later.ratesSince(site)
  assert.equal(rates.length, site.devices.length)
  const known = rates.flatMap(({ ports }) => ports.map((port) => port.rate.inBps)).filter((bps) => typeof bps === 'number')
  assert.ok(known.length > 0 && known.every((bps) => bps >= 0))
})

test('discovery tells how far it is', async () => {
  const engine = await Engine.start()
  const told = []
  const found = await engine.discover([campus.range], { port: campus.port, onProgress: (progress) => told.push(progress) })
  await sleep(20)
  assert.equal(told.at(-1).found, found.devices.length)
  assert.match(told.at(-1).text, /found/)
  await engine[Symbol.asyncDispose]()
  assert.ok(engine.closed)
  await assert.rejects(engine.discover('127.0.0.1'), { code: 'invalid' })
})

test('aborting a discovery drops the work', async () => {
  const engine = await Engine.start()
  const controller = new AbortController()
  // Nobody answers at these addresses, so that it would take long.
  const call = engine.discover('127.99.0.0/16', { port: 9, rate: 10, signal: controller.signal })
  await sleep(200)
  assert.equal(native.liveTasks(), 1)
  controller.abort()
  await assert.rejects(call, { name: 'AbortError' })
  await settled()
  engine.close()
})

test('a wrong range says what would be right', async () => {
  const engine = await Engine.start()
  await assert.rejects(engine.discover('10.0.0.0/99'), {
    name: 'NetwardenError',
    code: 'invalid',
    argument: 'range',
    retryable: false,
    message: '"10.0.0.0/99" is not a range: the prefix of an IPv4 network is 0 to 32',
  })
  engine.close()
  await assert.rejects(sim.start('atlantis'), /campus/)
})

test('checks run', async () => {
  const server = createServer((socket) => socket.end('220 ready\r\n'))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const target = `127.0.0.1:${server.address().port}`
  const result = await check.tcp(target, { expect: '220 ' }).run()
  assert.equal(result.status, 'ok')
  assert.ok(result.timing.totalMs > 0 && result.cause === undefined)
  await new Promise((resolve) => server.close(resolve))
  const refused = await check.http(`http://${target}/`).run()
  assert.equal(refused.cause.code, 'refused')
  assert.match(refused.text, /^CRITICAL/)
  assert.match(refused.pluginOutput, / \| /)
  const ping = await check.icmp('127.0.0.1', { count: 1 }).run()
  assert.ok(['ok', 'unknown'].includes(ping.status))
})

test('a wrong check names the option', () => {
  assert.throws(() => check.icmp('127.0.0.1', { count: 0 }), { code: 'invalid', argument: 'count' })
  assert.throws(() => check.http('http://localhost/', { colour: 'red' }), /colour/)
})
