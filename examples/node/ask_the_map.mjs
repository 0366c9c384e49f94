// Asks a map: who is downstream of a switch, why two devices are not cabled, what if a cable is cut, what changed since
// yesterday. The network is a simulated campus.
import { Engine, LiveTopology, Topology, sim } from '../../bindings-node/index.js'

const network = await sim.start('campus')
const engine = await Engine.start()
try {
  const site = await engine.discover(network.range, { port: network.port })
  const yesterday = await site.topology()

  const down = await yesterday.dependentsOf('files', 'access1')
  console.log(`downstream of access1: ${down.map((each) => each.name).join(', ')}`)
  for (const point of (await yesterday.singlePointsOfFailure()).slice(0, 3)) console.log(point.text)
  console.log((await yesterday.whyNot('access1', 'access2')).text)
  const way = await yesterday.path('staff1', 'files')
  console.log('hops' in way ? way.text : `no way: ${way.reason}`)

  const cable = yesterday.linkBetween('access1', 'dist1')
  console.log((await yesterday.whatIf({ kind: 'link-gone', link: cable.id }, { station: 'files' })).text)
  const off = await yesterday.whatIf({ kind: 'device-gone', device: 'access1' }, { station: 'files' })
  console.log(`without access1, ${off.devices} devices and ${off.hosts} hosts are lost`)

  // Today ap2 does not answer. What it said is not refuted by that.
  const answering = await Topology.infer(site.devices.filter(({ name }) => name !== 'ap2'))
  for (const change of await yesterday.diff(answering)) console.log(`since yesterday: ${change.text}`)

  // Device by device, without inferring the whole network anew. Here it was taken away.
  const live = new LiveTopology()
  await live.update(site)
  const { id } = site.devices.find(({ name }) => name === 'ap2')
  for (const change of (await live.remove(id)).slice(0, 3)) console.log(`without ap2: ${change.text}`)
} finally {
  engine.close()
  await network.stop()
}
