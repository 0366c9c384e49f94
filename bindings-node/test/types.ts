// Compiled, never run: the declared types are what a user sees.
import { Engine, NetwardenError, check, counter, sim, version, type Link, type Site } from '../index.js'

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
  const topology = site.topology({ strategy: 'default', hide: ['lldp'] })
  // @ts-expect-error a source that is none
  site.topology({ hide: ['gossip'] })
  for (const { ports } of site.ratesSince(site)) {
    for (const { rate } of ports) {
      if (typeof rate.inBps === 'number') console.log(rate.inBps / 8)
      else if (rate.inBps.reason === 'ambiguous') console.log(rate.inBps.mostWraps)
    }
  }
  topology.explain('a', 'b')?.because.map((reason) => reason.text)
  return site
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
