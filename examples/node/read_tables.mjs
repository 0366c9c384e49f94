// Asks one agent for variables and for a table.
import { Engine, Session } from '../../bindings-node/index.js'

if (process.argv.includes('--help')) {
  console.log(`node examples/node/read_tables.mjs [ADDRESS [COMMUNITY]]

Without an address: a simulated switch, offline.`)
  process.exit()
}

const [, , address, community = 'public'] = process.argv
const engine = await Engine.start()
try {
  const session =
    address === undefined ? Session.simulated('campus', 'core1') : engine.session(address, { credential: { community } })

  const [name, uptime] = await session.get(['1.3.6.1.2.1.1.5.0', '1.3.6.1.2.1.1.3.0'])
  console.log(`${name.value} has been up for ${Math.round(uptime.value.durationMs / 1000)} s`)

  const ports = await session.table('IF-MIB::ifXTable', { signal: AbortSignal.timeout(30_000) })
  for (const { ifIndex, ifName, ifHCInOctets, ifHighSpeed } of ports.rows.slice(0, 4)) {
    console.log(`${ifIndex} ${ifName} ${ifHCInOctets} octets in, ${ifHighSpeed} Mb/s`)
  }
  console.log(`${ports.rows.length} interfaces${ports.complete ? '' : `, ${ports.reason}`}`)

  const column = await session.walk('1.3.6.1.2.1.2.2.1.8')
  const up = column.varbinds.filter(({ value }) => value.value === 1)
  console.log(`${up.length} of ${column.varbinds.length} are up; ${column.reason ?? 'all was read'}`)
} finally {
  engine.close()
}
