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

const asked = (ask) => (given, expect) => {
  try {
    const answer = ask(network(given.network), given)
    const said = Array.isArray(answer) ? answer.map(sentence) : sentence(answer)
    return { answer: form(answer, expect.answer), text: said }
  } catch (error) {
    if (error instanceof NetwardenError) return { error: { code: error.code, message: error.message } }
    throw error
  }
}

function infer({ network: name }) {
  const found = Topology.infer(site(name).devices)
  assert.equal(found.toJson(), site(name).topology().toJson())
  assert.equal(found.toJson(), Topology.infer(site(name)).toJson())
  const side = ({ device, port }) => (port === undefined ? device : `${device} ${port}`)
  return { nodes: found.nodes.length, links: found.links.map(({ a, b }) => `${side(a)} ── ${side(b)}`) }
}

function dependencies(given, expect) {
  const { text: _, ...came } = asked((topology, { station }) => topology.dependencies(station))(given, expect)
  return came
}

function track({ observations, seen }) {
  let tracker = new Tracker({ observations })
  const told = seen.map(([name, at]) => {
    tracker = Tracker.fromJson(tracker.toJson())
    const changes = tracker.observe(network(name), new Date(at)).map((each) => each.text)
    return { changes, pending: tracker.pending.map((each) => each.name) }
  })
  return { told, unchanged: tracker.topology().toJson() === network(seen[0][0]).toJson() }
}

function live({ network: name, later, removed }) {
  const topology = new LiveTopology()
  topology.update(site(name))
  const changes = topology.update(site(later).devices, { removed }).map((each) => each.text)
  return { changes, same: topology.topology().toJson() === Topology.infer(topology.devices).toJson() }
}

export const calls = {
  infer,
  explain: ({ network: name, a, b }) => ({ text: network(name).explain(a, b)?.text ?? null }),
  'why-not': asked((topology, { a, b }) => topology.whyNot(a, b)),
  way: asked((topology, { a, b, vlan }) => topology.path(a, b, { vlan })),
  contradictions: asked((topology) => topology.contradictions()),
  'single-points': asked((topology) => topology.singlePointsOfFailure()),
  upstream: asked((topology, { station, device }) => topology.upstreamOf(station, device)),
  dependents: asked((topology, { station, device }) => topology.dependentsOf(station, device)),
  dependencies,
  'what-if': asked((topology, { supposed, station }) => topology.whatIf(supposed, { station })),
  diff: asked((topology, { later, removed }) => topology.diff(network(later), { removed })),
  track,
  live,
}
