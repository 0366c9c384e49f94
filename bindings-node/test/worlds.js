// The calls of tests/vectors/worlds.json and drawings.json.
import assert from 'node:assert/strict'

import { Collectors, Drawing, LiveTopology, Load, Models, Session, Site, Topology, sim } from '../index.js'

const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())

/** A plan or a blueprint as JavaScript writes it. */
function camelled(value) {
  if (Array.isArray(value)) return value.map(camelled)
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [camel(name), camelled(each)]))
}

async function world({ network, blueprint, plan }) {
  if (blueprint) return sim.build(camelled(blueprint))
  return network ? sim.world(network) : await sim.generate(camelled(plan))
}

async function generate(given) {
  const made = await world(given)
  const [truth, site] = [made.truth, await made.site()]
  const score = await made.score(site, await site.topology())
  const { right, claimed, found, there, precision, recall, f1 } = score.links
  return {
    name: made.name,
    devices: made.deviceNames.length,
    agents: site.devices.length,
    hosts: truth.hosts.length,
    links: truth.links.length,
    blocked: truth.links.filter((link) => link.state === 'blocked').length,
    aggregated: truth.links.filter((link) => link.lag).length,
    media: truth.media.length,
    found: { right, claimed, found, there, precision: precision ?? null, recall: recall ?? null, f1: f1 ?? null },
    bins: score.bins.length,
  }
}

async function recording(given) {
  const found = (await world(given)).recording(given.device, { vlan: given.vlan ?? undefined, atMs: given.at_ms })
  if (found === undefined) return { count: null }
  return { count: found.length, first: `${found[0].name} ${found[0].value.text}`, last: found.at(-1).name }
}

async function traffic(given) {
  const { inBps, outBps } = (await world(given)).traffic(given.device, given.port, { atMs: given.at_ms })
  return { in_bps: inBps, out_bps: outBps }
}

async function cable(given) {
  const made = await world(given)
  const far = made.otherEnd(given.device, given.port)
  return { network: made.network, address: made.address(given.device) ?? null, other_end: far ? [far.device, far.port] : null }
}

async function pairs(given) {
  const made = await world(given)
  const claimed = given.pairs.map(([a, b, c, d]) => [{ device: a, port: b }, { device: c, port: d }])
  const { right, claimed: all, found, there, precision, recall, f1 } = await made.scorePairs(await made.site(), claimed)
  return { right, claimed: all, found, there, precision: precision ?? null, recall: recall ?? null, f1: f1 ?? null }
}

async function visit(given) {
  const [made, name] = [await world(given), given.device]
  const session = given.replayed ? Session.ofVariables(name, made.recording(name)) : Session.simulated(made, name)
  const device = await session.collect({ onlyInterfaces: given.only_interfaces })
  const neighbors = device.lldp?.neighbors.length ?? null
  return { id: device.id, name: device.name, interfaces: device.interfaces.length, neighbors }
}

async function subnets(given) {
  const topology = await (await (await world(given)).site()).topology()
  return { subnets: topology.subnets.map(({ prefix, members }) => [prefix, members.length]) }
}

async function adjacencies(given) {
  const { links } = await (await (await world(given)).site()).topology()
  const form = ({ a, b, adjacencies }) => [a.device, b.device, adjacencies.map(({ protocol, state }) => [protocol, state])]
  return { links: links.filter(({ adjacencies }) => adjacencies.length > 0).map(form) }
}

function lldpd({ id, text }) {
  const [device] = Site.fromLldpd(text, { id }).devices
  const heard = device.lldp?.neighbors ?? []
  return { id: device.id, name: device.name, heard: heard.map(({ sysName, port }) => [sysName, port.text]) }
}

async function machines(names) {
  const chassis = (name) => ({ 'local-chassis': { chassis: { [name]: { id: { type: 'local', value: name } } } } })
  const [first, ...others] = names.map((name) => Site.fromLldpd(JSON.stringify(chassis(name)), { id: name }))
  let site = first
  for (const other of others) site = await site.updated(other)
  return site
}

async function collect({ steps }) {
  let collectors = new Collectors()
  const gone = []
  for (const { set, remove, devices } of steps) {
    collectors = await Collectors.fromJson(await collectors.toJson())
    gone.push(set ? await collectors.set(set, await machines(devices)) : await collectors.remove(remove))
  }
  const { site, owners } = await collectors.merged()
  return {
    gone,
    names: await collectors.names(),
    devices: site.devices.map(({ id }) => id),
    owners: owners.map((owner) => [owner.device, owner.collectors]),
  }
}

async function model(given) {
  const models = new Models()
  for (const each of given.models) models.put(each)
  models.check()
  assert.deepEqual(Models.fromJson(models.toJson()).get(models.names[0]), models.get(models.names[0]))
  const inferred = await (await (await world(given)).site()).topology()
  const { topology, faults } = await models.apply(given.names, inferred)
  const links = topology.links.filter((link) => link.because.some(({ source }) => source === 'manual'))
  return {
    names: models.names,
    added: topology.nodes.filter(({ id }) => inferred.node(id) === undefined).map(({ name }) => name),
    links: links.map(({ a, b }) => [a.device, b.device]),
    faults: faults.map(({ model, place, reason }) => [model, place, reason]),
  }
}

async function known(given) {
  const site = await (await world(given)).site()
  const topology = await site.topology(given)
  const live = new LiveTopology(given)
  await live.update(site)
  const said = await topology.toJson()
  assert.equal(await (await live.topology()).toJson(), said)
  assert.equal(await (await Topology.infer(site, given)).toJson(), said)
  const links = topology.links.filter((link) => link.because.some(({ source }) => source === 'manual'))
  return { links: links.map(({ a, b }) => [a.device, a.port, b.device, b.port]) }
}

async function load({ load, load_until_ms: until }, made, site) {
  if (until !== undefined) return Load.between(site, await made.site({ atMs: until }))
  return load?.reduce((all, port) => all.withPort(...port), new Load())
}

async function draw(given) {
  const made = await world(given)
  const site = await made.site()
  const topology = await site.topology()
  const { title, theme, fold, positions, sites, format } = given
  const drawing = new Drawing(topology, { title, theme, fold, positions, sites, load: await load(given, made, site) })
  if (format === 'png') {
    const sides = (picture) => [16, 20].map((at) => Buffer.from(picture).readUInt32BE(at))
    const scaled = sides(await drawing.toPng({ scale: given.scale }))
    const plain = sides(await drawing.toPng())
    return { times: scaled.map((side, at) => Math.round(side / plain[at])) }
  }
  const text = await { svg: () => drawing.toSvg(), html: () => drawing.toHtml(), mermaid: () => topology.toMermaid() }[format]()
  return { found: given.look_for.map((each) => text.includes(each)) }
}

export const worlds = { generate, recording, traffic, cable, pairs, visit, subnets, adjacencies, lldpd, collect, model, known, draw }
