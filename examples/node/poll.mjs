// Polls interfaces again and again; the numbers come in columns.
import { Engine, sim } from '../../bindings-node/index.js'

if (process.argv.includes('--help')) {
  console.log(`node examples/node/poll.mjs [ADDRESS …]

Without an address: a simulated campus, offline, every 1.2 s.`)
  process.exit()
}

const addresses = process.argv.slice(2)
const network = addresses.length === 0 ? await sim.start('campus') : undefined
const engine = await Engine.start()
try {
  const port = network?.port ?? 161
  const targets = network ? await engine.discover(network.range, { port }) : addresses
  let earlier
  for await (const batch of engine.poll(targets, { port, everyMs: network ? 1200 : 60_000 })) {
    const octets = batch.column('ifHCInOctets') // values is a BigUint64Array
    let total = 0n
    for (let row = 0; row < batch.length; row += 1) if (octets.valid[row]) total += octets.values[row]
    console.log(`cycle ${batch.cycle}: ${batch.length} ports, ${batch.missed.length} devices missed, ${total} octets in`)
    if (earlier) {
      for (const { device, index, rate } of batch.rates(earlier).slice(0, 3)) {
        const said = typeof rate.inBps === 'number' ? `${Math.round(rate.inBps)} bit/s in` : `no rate, ${rate.inBps.text}`
        console.log(`  ${batch.devices[device]} ${index}: ${said}`)
      }
      break
    }
    earlier = batch
  }
} finally {
  engine.close()
  await network?.stop()
}
