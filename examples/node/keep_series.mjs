// A month of a port in a file, and what is to be paid for it. Offline: the traffic is made up.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { SqliteStore, series } from '../../bindings-node/index.js'

const pollMs = 300_000
const dayMs = 86_400_000
const port = (object) => ({ key: { device: 'core1', object, row: 'Gi1/0/1' }, kind: 'counter', unit: 'octets' })

const folder = await mkdtemp(join(tmpdir(), 'keep_series-'))
const path = join(folder, 'series.db')
const [from, to] = series.month(2026, 11, { utcOffsetMinutes: 60 }) // as clocks an hour ahead of UTC have it

// Minutes for two days, five minutes for 40, hours for two years.
const store = await SqliteStore.open(path, { retention: series.retentionForBilling() })
const [input, output] = await store.declareAll([port('ifHCInOctets'), port('ifHCOutOctets')])
for (let day = from.getTime(); day < to.getTime(); day += dayMs) {
  // One append for many measurements: each waits for the disk once.
  const begin = Float64Array.from({ length: dayMs / pollMs }, (_, step) => day + step * pollMs)
  const end = begin.map((each) => each + pollMs)
  // 100 Mbit/s by day and 20 by night come in; a quarter of it goes out.
  const octets = BigUint64Array.from(begin, (each) => BigInt(((each - day) / 3_600_000 < 9 ? 20 : 100) * 125_000 * 300))
  await store.appendCounts(input, begin, end, octets)
  await store.appendCounts(output, begin, end, octets.map((each) => each / 4n))
}
await store.close() // what was acknowledged is there, however the program ends

const again = await SqliteStore.open(path)
const both = await again.declareAll([port('ifHCInOctets'), port('ifHCOutOctets')])
const [incoming, outgoing] = await Promise.all(Array.from(both, (id) => again.read(id, from, to, { stepMs: pollMs })))
const bill = series.bill(incoming, outgoing, from, to)
console.log(`${bill.input.measuredSteps} of ${bill.steps} steps measured`)
const figures = { in: bill.input.bps, out: bill.output.bps, 'to be paid': bill.greaterBps }
for (const [name, bps] of Object.entries(figures)) console.log(`${name}: ${((bps ?? 0) / 1e6).toFixed(0)} Mbit/s`)
await again.close()
await rm(folder, { recursive: true })
