// Draws a day of a port as SVG and PNG, and a map whose links show their traffic where they are clicked. Offline.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Charts, Columns, Drawing, Plot, sim } from '../../bindings-node/index.js'

if (process.argv.includes('--help')) {
  console.log(`node examples/node/plot_a_series.mjs [FOLDER]

Where the pictures go; without it a folder that is removed again.`)
  process.exit()
}

const start = new Date('2026-11-23T00:00:00Z')
const at = (minute) => new Date(start.getTime() + minute * 60_000)

/** The octets of each minute of a day: little at night, much at work, and fifteen minutes that were missed. */
function traffic(peakMbit, phase) {
  const octets = Array.from({ length: 1440 }, (_, minute) => {
    const work = Math.exp(-(((minute - 780 - phase) / 260) ** 2))
    return Math.floor(peakMbit * 7_500_000 * (0.04 + work * (0.75 + (0.25 * ((minute * minute) % 97)) / 97)))
  })
  const gaps = [{ from: at(190), to: at(205), reason: 'missed' }]
  return Columns.counted(octets, { unit: 'octets', start, stepMs: 60_000, gaps })
}

const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'netwarden-'))
const [inward, outward] = [traffic(840, 0), traffic(310, 90)]
const plot = new Plot('core1 Gi1/0/1', { mirrored: true, percentile: 95, utcOffsetMinutes: 60 }).area('in', inward).area('out', outward)
writeFileSync(join(folder, 'port.svg'), await plot.toSvg())
writeFileSync(join(folder, 'port.png'), await plot.toPng({ scale: 2 }))
console.log(`95 % of the time at most ${(inward.scaled(8, 'bit/s').percentile(95) / 1e6).toFixed()} Mbit/s in`)

const topology = await (await sim.world('campus').site()).topology()
const charts = new Charts({ utcOffsetMinutes: 60 })
topology.links.forEach((link, number) => {
  const [there, back] = [traffic((number % 9) * 90 + 20, 0), traffic((number % 5) * 40 + 5, 60)]
  for (const [end, received, sent] of [[link.a, there, back], [link.b, back, there]]) {
    if (end.port !== undefined) charts.traffic(end.node, end.port, received, sent)
  }
})
writeFileSync(join(folder, 'campus.html'), await new Drawing(topology, { title: 'Campus', charts }).toHtml())
console.log(`${charts.size} charts make the page ${Math.floor(charts.octets / 1000)} kB longer, ${charts.leftOut} left out`)
if (process.argv[2] === undefined) rmSync(folder, { recursive: true })
