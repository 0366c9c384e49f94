// Finds the devices of a network by SNMP and tells who is cabled to whom.
import { Engine, sim } from '../../bindings-node/index.js'

if (process.argv.includes('--help')) {
  console.log(`node examples/node/map_a_site.mjs [RANGE [COMMUNITY]]

Without a range: a simulated campus, offline.`)
  process.exit()
}

const [, , range, community = 'public'] = process.argv
const network = range === undefined ? await sim.start('campus') : undefined
const engine = await Engine.start()
try {
  const site = await engine.discover(range ?? network.range, {
    port: network?.port ?? 161,
    credentials: [{ community }],
    signal: AbortSignal.timeout(600_000),
    onProgress: (progress) => console.error(progress.text),
  })
  const topology = await site.topology()
  console.log(`${site.devices.length} devices, ${site.failures.length} failures, ${topology.links.length} links`)
  for (const link of topology.links) console.log(link.text)
  const [first] = topology.links
  if (first !== undefined) console.log(topology.explain(first.a.node, first.b.node)?.text)
} finally {
  engine.close()
  await network?.stop()
}
