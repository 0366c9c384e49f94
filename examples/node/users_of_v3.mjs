// SNMPv3: a user who reads, what a device says of a wrong password, and an inform that is acknowledged.
// node examples/node/users_of_v3.mjs   a simulated network, offline
import { Engine, TrapListener, sim } from '../../bindings-node/index.js'

const UPTIME = '1.3.6.1.2.1.1.3.0'
const monitor = {
  user: 'monitor',
  auth: 'sha-256',
  authPassword: 'maplesyrup',
  privacy: 'aes-128',
  privacyPassword: 'wood-and-water',
}

const network = await sim.start('ring', { users: [monitor] })
const engine = await Engine.start()
const { port } = network
try {
  // Credentials are tried in this order; a device that refuses one is asked with the next.
  const site = await engine.discover(network.range, { port, credentials: [monitor, { community: 'public' }] })
  console.log(`${site.devices.length} devices`)

  const [{ address, name }] = site.devices
  const [uptime] = await engine.session(address, { credential: monitor, port }).get([UPTIME])
  console.log(`${name} has been up for ${Math.round(uptime.value.durationMs / 1000)} s`)

  const credential = { ...monitor, authPassword: 'mapleleaves' }
  await engine
    .session(address, { credential, port })
    .get([UPTIME])
    .catch((error) => console.log(`${error.denial}: ${error.message}`))

  const batch = await engine.pollOnce(site, { credential: monitor, port })
  console.log(`${batch.length} ports polled, ${batch.missed.length} devices missed`)

  // On a real network this is port 162, which needs privilege: TrapListener.start({ users: [monitor] }).
  const listener = await TrapListener.start({ listen: '127.0.0.1:0', users: [monitor] })
  await network.cut('s1', 'p1', { to: listener.addresses[0], user: monitor, inform: true })
  const inform = await listener.next()
  console.log(`${inform.text}, ${inform.protection}, by ${inform.user}`)
  listener.close()
} finally {
  engine.close()
  await network.stop()
}
