// Users of SNMPv3 against simulated agents.
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { Engine, TrapListener, sim } from '../index.js'

const UPTIME = '1.3.6.1.2.1.1.3.0'
const MONITOR = {
  user: 'monitor',
  auth: 'sha-256',
  authPassword: 'maplesyrup',
  privacy: 'aes-128',
  privacyPassword: 'wood-and-water',
}

test('a user gets, and what is wrong with one is told apart', async (t) => {
  const network = await sim.start('two-switches', { users: [MONITOR] })
  t.after(() => network.stop())
  const engine = await Engine.start()
  t.after(() => engine.close())
  const credentials = [{ community: 'wrong' }, { ...MONITOR, user: 'nobody' }, MONITOR]
  const site = await engine.discover(network.range, { credentials, port: network.port, timeoutMs: 500, retries: 1 })
  assert.deepEqual([site.devices.length, site.failures.length], [3, 0])
  const { address } = site.devices[0]
  const ask = (credential) => engine.session(address, { credential, port: network.port }).get([UPTIME])
  assert.equal((await ask(MONITOR))[0].value.type, 'time-ticks')
  const wrong = {
    'unknown-user': { ...MONITOR, user: 'nobody' },
    'wrong-digest': { ...MONITOR, authPassword: 'mapleleaves' },
    'decryption-error': { ...MONITOR, privacyPassword: 'wood-and-wine' },
    'unknown-context': { ...MONITOR, context: 'nowhere' },
  }
  for (const [denial, credential] of Object.entries(wrong)) {
    await assert.rejects(ask(credential), (error) => {
      assert.deepEqual([error.code, error.denial], ['denied', denial])
      assert.doesNotMatch(error.message, /maple/)
      return true
    })
  }
})

test('what is wrong with a credential is said without its passwords', async (t) => {
  const engine = await Engine.start()
  t.after(() => engine.close())
  const table = [
    [{}, /a community or a user is expected/],
    [{ community: 'public', user: 'u' }, /either a community or a user/],
    [{ community: 'public', auth: 'md5' }, /need a user/],
    [{ user: 'u', version: '2c' }, /a user asks in v3/],
    [{ user: 'u', auth: 'sha-2', authPassword: 'maplesyrup' }, /one of md5, sha-1/],
    [{ user: 'u', auth: 'sha-1' }, /sha-1 needs a password/],
    [{ user: 'u', auth: 'sha-1', authPassword: 'maple' }, /at least 8 octets/],
    [{ user: 'u', privacy: 'aes-128', privacyPassword: 'maplesyrup' }, /privacy needs authentication/],
  ]
  for (const [credential, said] of table) {
    assert.throws(() => engine.session('127.0.0.1', { credential }), (error) => {
      assert.equal(error.code, 'invalid')
      assert.match(error.message, said)
      assert.doesNotMatch(error.message, /maplesyrup/)
      return true
    })
  }
})

const ALGORITHMS = [
  [undefined, undefined],
  ['md5', undefined],
  ['sha-512', undefined],
  ['md5', 'des'],
  ['sha-1', 'aes-256'],
  ['sha-1', 'aes-256-c'],
  ['sha-224', '3des'],
  ['sha-256', 'aes-128'],
  ['sha-384', 'aes-192'],
  ['sha-512', 'aes-256'],
]

test('every level and algorithm; polls of users', async (t) => {
  const users = ALGORITHMS.map(([auth, privacy], number) => ({
    user: `user${number}`,
    ...(auth && { auth, authPassword: 'maplesyrup' }),
    ...(privacy && { privacy, privacyPassword: 'wood-and-water' }),
  }))
  const network = await sim.start('two-switches', { users })
  t.after(() => network.stop())
  const engine = await Engine.start({ drivers: 2, ownThreads: true, timeoutMs: 500, retries: 1, deadAfter: 3 })
  t.after(() => engine.close())
  const { port } = network
  const site = await engine.discover(network.range, { credentials: users.slice(0, 1), port })
  for (const credential of users) {
    const [uptime] = await engine.session(site.devices[0].address, { credential, port }).get([UPTIME])
    assert.equal(uptime.value.type, 'time-ticks', JSON.stringify(credential))
  }
  const fresh = await Engine.start()
  t.after(() => fresh.close())
  const batch = await fresh.pollOnce(site, { credential: users[7], port })
  assert.deepEqual([batch.length > 0, batch.missed], [true, []])
  const { missed } = await fresh.pollOnce(site, { credential: { ...users[7], user: 'nobody' }, port })
  assert.deepEqual([...new Set(missed.map(({ code }) => code))], ['denied'])
  assert.doesNotMatch(inspect([engine, missed], { depth: 9, showHidden: true }), /maple|wood/)
})

test('the keys of a user are made once', async (t) => {
  const engine = await Engine.start()
  t.after(() => engine.close())
  const made = (count, user) => {
    const began = performance.now()
    const sessions = Array.from({ length: count }, () => engine.session('127.0.0.1', { credential: { ...MONITOR, user } }))
    return { took: performance.now() - began, sessions }
  }
  const one = made(1, 'once')
  const many = made(200, 'once')
  assert.ok(many.took < 20 * one.took, `${one.took} ms for one, ${many.took} ms for 200`)
  assert.equal(many.sessions.length, 200)
})

test('informs of a user are acknowledged', async (t) => {
  const network = await sim.start('ring')
  t.after(() => network.stop())
  const engineId = new Uint8Array(Buffer.from('80000000056d6f6e69746f72', 'hex'))
  const listener = await TrapListener.start({ listen: '127.0.0.1:0', users: [MONITOR], engineId, engineBoots: 7 })
  t.after(() => listener.close())
  assert.deepEqual(listener.engineId, engineId)
  const [to] = listener.addresses
  await network.cut('s1', 'p1', { to, user: MONITOR, inform: true })
  const notification = await listener.next()
  const { version, user, protection, kind } = notification
  assert.deepEqual([version, user, protection, kind.kind], ['v3', 'monitor', 'encrypted', 'link-down'])
  assert.equal(listener.statistics().acknowledged, 2)
  await network.mend('s1', 'p1', { to, user: MONITOR })
  const wrong = { 'unknown-user': { ...MONITOR, user: 'nobody' }, 'wrong-digest': { ...MONITOR, authPassword: 'mapleleaves' } }
  for (const [denial, user] of Object.entries(wrong)) {
    await assert.rejects(network.cut('s1', 'p1', { to, user, inform: true }), { code: 'denied', denial })
  }
  const told = [await listener.next(), await listener.next(), await listener.next()]
  assert.deepEqual(told.map(({ kind }) => kind.kind), ['link-down', 'link-up', 'link-up'])
  await assert.rejects(network.cut('s1', 'p1', { to, version: '1', inform: true }), { code: 'invalid' })
  await assert.rejects(TrapListener.start({ users: [{ community: 'public' }] }), { code: 'invalid' })
})

test('a silence after the engine id comes with a hint', async (t) => {
  const network = await sim.start('two-switches', { users: [MONITOR] })
  t.after(() => network.stop())
  const engine = await Engine.start({ timeoutMs: 50, retries: 0 })
  t.after(() => engine.close())
  const site = await engine.discover(network.range, { credentials: [MONITOR], port: network.port })
  const proxy = createSocket('udp4').bind(0, '127.0.0.1')
  t.after(() => proxy.close())
  await once(proxy, 'listening')
  proxy.once('message', (asked, sender) => {
    proxy.once('message', (report) => proxy.send(report, sender.port, sender.address))
    proxy.send(asked, network.port, site.devices[0].address)
  })
  const session = engine.session('127.0.0.1', { credential: MONITOR, port: proxy.address().port })
  await assert.rejects(session.get([UPTIME]), (error) => {
    assert.equal(error.code, 'timed-out')
    assert.match(error.hint, /engine id/)
    return true
  })
})
