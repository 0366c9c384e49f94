// The calls of tests/vectors/topology.json.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

import { LiveTopology, NetwardenError, Site, Topology, Tracker } from '../index.js'

const folder = new URL('../../tests/vectors/networks/', import.meta.url)
const text = (name, kind) => readFileSync(new URL(`${name}.${kind}.json`, folder), 'utf8')
const network = (name) => Topology.fromJson(text(name, 'topology'))
const site = (name) => Site.fromJson(text(name, 'site'))
const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())

/** The parts of a record that `like` names, as JSON has them. */
function form(value, like) {
  if (Array.isArray(like)) {
    assert.equal(value.length, like.length)
    return like.map((part, at) => form(value[at], part))
  }
  if (like !== null && typeof like === 'object')
    return Object.fromEntries(Object.entries(like).map(([name, part]) => [name, form(value[camel(name)], part)]))
  return value ?? null
}

/** A record of the core as text, where JavaScript has a property for it or a name. */
const sentence = (it) => it.text ?? it.name

const asked = (ask) => async (given, expect) => {
  try {
    const answer = await ask(await network(given.network), given)
    const said = Array.isArray(answer) ? answer.map(sentence) : sentence(answer)
    return { answer: form(answer, expect.answer), text: said }
  } catch (error) {
    if (error instanceof NetwardenError) return { error: { code: error.code, message: error.message } }
    throw error
  }
}

async function infer({ network: name }) {
  const found = await Topology.infer((await site(name)).devices)
  const said = await found.toJson()
  assert.equal(said, await (await (await site(name)).topology()).toJson())
  assert.equal(said, await (await Topology.infer(await site(name))).toJson())
  const side = ({ device, port }) => (port === undefined ? device : `${device} ${port}`)
  return { nodes: found.nodes.length, links: found.links.map(({ a, b }) => `${side(a)} ── ${side(b)}`) }
}

async function dependencies(given, expect) {
  const { text: _, ...came } = await asked((topology, { station }) => topology.dependencies(station))(given, expect)
  return came
}

async function track({ observations, seen }) {
  let tracker = new Tracker({ observations })
  const told = []
  for (const [name, at] of seen) {
    tracker = await Tracker.fromJson(await tracker.toJson())
    const changes = await tracker.observe(await network(name), new Date(at))
    told.push({ changes: changes.map((each) => each.text), pending: (await tracker.pending()).map((each) => each.name) })
  }
  const [reported, first] = [await tracker.topology(), await network(seen[0][0])]
  return { told, unchanged: (await reported.toJson()) === (await first.toJson()) }
}

async function live({ network: name, later, removed }) {
  const topology = new LiveTopology()
  const first = await site(name)
  const { devices } = await site(later)
  // Nobody waits for the first: calls take their turn.
  const [, changes, now, all] = await Promise.all([
    topology.update(first),
    topology.update(devices, { removed }),
    topology.topology(),
    topology.devices(),
  ])
  const same = (await now.toJson()) === (await (await Topology.infer(all)).toJson())
  return { changes: changes.map((each) => each.text), same }
}

export const calls = {
  infer,
  explain: async ({ network: name, a, b }) => ({ text: (await network(name)).explain(a, b)?.text ?? null }),
  'why-not': asked((topology, { a, b }) => topology.whyNot(a, b)),
  way: asked((topology, { a, b, vlan }) => topology.path(a, b, { vlan })),
  contradictions: asked((topology) => topology.contradictions()),
  'single-points': asked((topology) => topology.singlePointsOfFailure()),
  upstream: asked((topology, { station, device }) => topology.upstreamOf(station, device)),
  dependents: asked((topology, { station, device }) => topology.dependentsOf(station, device)),
  dependencies,
  'what-if': asked((topology, { supposed, station }) => topology.whatIf(supposed, { station })),
  diff: asked(async (topology, { later, removed }) => topology.diff(await network(later), { removed })),
  track,
  live,
}
