// The rate of a counter, or why there is none.
import { counter } from '../../bindings-node/index.js'

const ticks = (seconds) => seconds * 100 // TimeTicks are hundredths of a second
const earlier = { counter32: 4_294_967_000, atMs: 0, uptime: ticks(5_000) }
const later = { counter32: 1_000, atMs: 10_000, uptime: ticks(5_010) }
const restarted = { counter32: 1_000, atMs: 10_000, uptime: ticks(4) }
const maxRate = 100_000_000 / 8 // octets per second at 100 Mb/s

for (const [name, sample] of Object.entries({ later, restarted })) {
  const rate = counter.rate(earlier, sample, { maxRate })
  if ('reason' in rate) console.log(`${name}: no rate, ${rate.text}`)
  else console.log(`${name}: ${rate.perSecond} octets/s over ${rate.intervalMs} ms by the ${rate.base}'s clock`)
}
