// Takes a port of a switch down and brings it up again. The port through which the switch is reached stays as it is.
import { Engine, Names, Session, SnmpValue } from '../../bindings-node/index.js'

if (process.argv.includes('--help')) {
  console.log(`node examples/node/switch_a_port.mjs [ADDRESS COMMUNITY PORT up|down]

Without arguments: a simulated switch, offline.`)
  process.exit()
}

const [, , address, community, port, status] = process.argv

async function real() {
  const engine = await Engine.start()
  try {
    const session = engine.session(address, { credential: { community } })
    console.log((await session.setIfAdminStatus(port, status)).text)
  } finally {
    engine.close()
  }
}

async function simulated() {
  const session = Session.simulated('two-switches', 's1', { credential: { community: 'private' }, writeCommunity: 'private' })
  // On a network the session knows both addresses; in memory somebody has to say them.
  const reached = { reachedAt: '10.20.1.1', reachedFrom: '10.20.1.3' }
  for (const { name, because } of (await session.managementPath(reached)).ports) console.log(`reached through ${name}: ${because}`)
  const report = await session.setIfAdminStatus('p3', 'down', reached)
  console.log(`${report.outcome}: ${report.text}`)
  console.log((await session.setIfAdminStatus('p3', 'up')).text)
  await session.setIfAdminStatus('p2', 'down', reached).catch(({ code, message }) => console.log(`${code}: ${message}`))

  // Any variable can be set, by its number; several are set all or none.
  const names = new Names()
  const location = { name: names.lookup('sysLocation.0'), value: new SnmpValue('octet-string', 'cellar') }
  const uptime = { name: names.lookup('sysUpTime.0'), value: new SnmpValue('time-ticks', 0) }
  for (const { name, value } of await session.set(location)) console.log(`${names.nameOf(name)} = ${value}`)
  await session.set([location, uptime]).catch(({ code, status, index, variable, meaning }) => {
    console.log(`${code}: ${status} at ${index}, ${variable}: ${meaning}`)
  })
}

await (status === undefined ? simulated() : real())
