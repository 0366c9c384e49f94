// Compiled, never run: the declared types are what a user sees.
import {
  Drawing,
  Engine,
  LiveTopology,
  Load,
  MemoryStore,
  Models,
  NetwardenError,
  Session,
  SnmpValue,
  SqliteStore,
  Tracker,
  check,
  counter,
  mib,
  series,
  sim,
  version,
  type Change,
  type Link,
  type SeriesSpec,
  type Site,
  type Store,
  type Topology,
  type WhyNot,
} from '../index.js'

export const text: string = version()
export const sure = (link: Link): boolean => link.strength === 'confirmed' && link.a.port !== undefined
export const retry = (error: unknown): boolean =>
  error instanceof NetwardenError && error.code === 'timed-out' && error.retryable

export async function map(): Promise<Site> {
  await using network = await sim.start('campus')
  await using engine = await Engine.start({ rate: 100 })
  const site = await engine.discover([network.range], {
    port: network.port,
    credentials: [{ community: 'public', version: '2c-or-1' }],
    signal: AbortSignal.timeout(60_000),
    onProgress: (progress) => console.log(progress.text),
  })
  const topology = await site.topology({ strategy: 'default', hide: ['lldp'] })
  // @ts-expect-error a source that is none
  await site.topology({ hide: ['gossip'] })
  for (const { ports } of await site.ratesSince(site)) {
    for (const { rate } of ports) {
      if (typeof rate.inBps === 'number') console.log(rate.inBps / 8)
      else if (rate.inBps.reason === 'ambiguous') console.log(rate.inBps.mostWraps)
    }
  }
  topology.explain('a', 'b')?.because.map((reason) => reason.text)
  return site
}

export async function draw(): Promise<Uint8Array> {
  const world = await sim.generate({ shape: 'campus', switches: 4, traffic: { asleep: 0 }, sources: { lldp: true } })
  // @ts-expect-error a setting that is none
  await sim.generate({ colour: 'red' })
  const site = await world.site({ atMs: 1000 })
  const topology = await site.topology()
  const { links } = await world.score(site, topology)
  console.log(links.precision?.toFixed(3), world.truth.hosts.length, topology.subnets[0]?.members.length)
  const models = new Models()
  models.put({ name: 'plan', links: [{ a: { device: 's1', port: '1' }, b: { device: 's2' } }], positions: { s1: [1, 2] } })
  // @ts-expect-error a model has a name
  models.put({ devices: [] })
  const { topology: shown } = await models.apply(['plan'], topology)
  // @ts-expect-error a theme that is none
  new Drawing(shown, { theme: 'grey' })
  return new Drawing(shown, { fold: 'by-role', load: await Load.between(site, site), sites: site }).toPng({ scale: 2 })
}

export async function health(): Promise<void> {
  const result = await check.https('example.org', { keyword: 'Welcome', expiresWarningDays: 14 }).run({ closed: true })
  if (result.cause?.code === 'timed-out') console.log(result.cause.phase, result.cause.afterMs)
  // @ts-expect-error an option that is none
  check.http('http://example.org/', { colour: 'red' })
  const rate = counter.rate(undefined, { counter64: 5n, atMs: 0 })
  if ('reason' in rate) console.log(rate.code)
  else console.log(rate.count + 1n)
}

export async function ask(): Promise<bigint> {
  const session = Session.simulated('campus', 'core1')
  const [first] = await session.get(['1.3.6.1.2.1.1.3.0'], { signal: AbortSignal.timeout(1000) })
  if (first?.value.type === 'counter64') return first.value.value + 1n
  if (first?.value.type === 'octet-string') console.log(first.value.value.length)
  const ports = await session.table('IF-MIB::ifXTable')
  for (const { ifIndex, ifName, ifHCInOctets } of ports.rows) console.log(ifIndex + 1, ifName?.length, ifHCInOctets ?? 0n)
  // @ts-expect-error a column that is none
  console.log(ports.rows[0]?.ifColour)
  const other = await session.table(String(mib.names()[0]))
  console.log(other.rows[0]?.['anything'], other.complete)
  mib.read('ifTable', [{ name: '1.3', value: new SnmpValue('counter64', 5n) }])
  // @ts-expect-error a counter64 is a bigint
  new SnmpValue('counter64', 5)
  return BigInt((await session.walk('1.3.6', { stepping: 'next' })).varbinds.length)
}

export async function questions(topology: Topology, yesterday: Topology): Promise<string[]> {
  const way = await topology.path('core1', 'nms', { vlan: 20 })
  const said = 'hops' in way ? way.hops.map((hop) => hop.over.name) : way.at.map((element) => element.name)
  for (const change of await yesterday.diff(topology, { removed: ['10.0.0.9'] })) {
    if (change.kind === 'moved') said.push(change.from.device)
    else if (change.kind === 'addresses-changed') said.push(...change.added)
    else if (change.kind === 'vlans-changed') said.push(change.added.map((vlan) => vlan.toFixed()).join())
    else if (change.kind === 'nodes-merged') said.push(...change.was.map((element) => element.id))
  }
  said.push((await topology.whatIf([{ kind: 'device-gone', device: 'core1' }], { station: 'nms' })).text)
  // @ts-expect-error the port is missing
  said.push((await topology.whatIf({ kind: 'port-down', device: 'core1' })).text)
  const answer: WhyNot = await topology.whyNot('core1', 'nms')
  return [...said, answer.text, ...(await topology.upstreamOf('nms', 'core1')).map((element) => element.kind)]
}

export async function follow(site: Site, tracker: Tracker = new Tracker({ observations: 3 })): Promise<readonly Change[]> {
  const live = new LiveTopology({ hide: ['lldp'] })
  await live.update(site, { removed: ['10.0.0.9'] })
  const changes = (await Promise.all(site.devices.map((device) => live.replace(device)))).flat()
  return [...changes, ...(await tracker.observe(await live.topology(), new Date())), ...(await live.remove('10.0.0.7'))]
}

export async function keep(engine: Engine, site: Site): Promise<number> {
  const port: SeriesSpec = { key: { device: 'core1', object: 'ifHCInOctets', row: 'Gi1/0/1' }, kind: 'counter', unit: 'octets' }
  const file = await SqliteStore.open('series.db', { retention: series.retentionForBilling(), durability: 'system' })
  const store: Store = file.closed ? new MemoryStore({ mostSeries: 10 }) : file
  const recording = await engine.record(site, { store })
  const id = await store.declare(port)
  // @ts-expect-error a level is no counter
  await store.declare({ ...port, kind: 'level' })
  const { accepted, late } = await store.appendCounts(new Uint32Array([id]), new BigInt64Array([0n]), 60_000, [600n])
  await store.appendLevels([id, id], [0, 1], 2, [1.5, null])
  const read = await store.read(id, new Date(0), new Date(60_000), { stepMs: 60_000, leastCoveragePercent: 80 })
  for (const [number, { key }] of await store.series({ device: 'core1' })) console.log(number + 1, key.row)
  await recording.stop()
  return accepted + late + read.length + store.retention.archives.length + (await store.measuredUntil(id))!.getTime()
}
