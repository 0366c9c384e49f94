// Users of SNMPv3 against simulated agents.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Engine, sim } from '../index.js'

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
  const site = await engine.discover(network.range, { credentials, port: network.port, timeoutMs: 200, retries: 0 })
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
