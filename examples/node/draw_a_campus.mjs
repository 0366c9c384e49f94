// Makes a campus to order, infers who is cabled to whom, says how right that is, and draws it with its load. Offline.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Drawing, Load, Models, sim } from '../../bindings-node/index.js'

if (process.argv.includes('--help')) {
  console.log(`node examples/node/draw_a_campus.mjs [FOLDER]

Where the drawings go; without it a folder that is removed again.`)
  process.exit()
}

const plan = { shape: 'campus', switches: 14, hostsPerSwitch: 3, inBand: true, lags: 0.3, traffic: {}, seed: 7 }
const world = await sim.generate(plan)
const [earlier, later] = [await world.site(), await world.site({ atMs: 60_000 })] // two visits, a minute apart
const topology = await later.topology()

const { devices, links } = world.truth
const blocked = links.filter(({ state }) => state === 'blocked').length
console.log(`${devices.length} devices, ${links.length} cables, ${blocked} of them blocked`)
const score = await world.score(later, topology)
const percent = (share = 0) => `${Math.round(share * 100)}%`
for (const [what, tally] of [['links', score.links], ['hosts', score.hosts], ['aggregates', score.lag]]) {
  const found = `${percent(tally.recall)} of what there is found`
  console.log(`${what}: ${tally.claimed} claimed, ${percent(tally.precision)} of them right, ${found}`)
}

// A patch panel, which no device tells of; and where people want the first device.
const first = topology.nodes.find(({ polled }) => polled)
const models = new Models()
models.put({
  name: 'as built',
  devices: [{ id: 'panel-1', kind: 'repeater', description: 'row 3, rack 12' }],
  links: [{ a: { device: 'panel-1', port: '1' }, b: { device: first.id }, note: 'patch list' }],
})
const applied = await models.apply(['as built'], topology)
if (applied.faults.length > 0) throw new Error(applied.faults[0].reason)

const drawing = new Drawing(applied.topology, {
  title: "Campus, a minute's load",
  theme: 'light',
  load: await Load.between(earlier, later),
  positions: { [first.id]: [40, 40] },
})
const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'netwarden-'))
const [svg, html, png] = await Promise.all([drawing.toSvg(), drawing.toHtml(), drawing.toPng({ scale: 2 })])
const files = { 'campus.svg': svg, 'campus.html': html, 'campus.png': png }
for (const [name, content] of Object.entries(files)) {
  writeFileSync(join(folder, name), content)
  console.log(`${name}: ${content.length}`)
}
if (process.argv[2] === undefined) rmSync(folder, { recursive: true })
