// Checks by their intervals, and checks and notifiers that a program in JavaScript brings.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'

import { check, Registry, Runner } from '../index.js'

test('checks run by their intervals and on demand', async (t) => {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const runner = await Runner.start({ concurrency: 4, seed: 7 })
  runner.add('port', check.tcp(`127.0.0.1:${server.address().port}`), 100)
  runner.add('late', check.tcp('127.0.0.1:1'), 3_600_000)
  assert.throws(() => runner.add('port', check.tcp('127.0.0.1:1'), 100), { code: 'invalid' })
  assert.deepEqual([runner.runNow('late'), runner.runNow('nobody')], [true, false])
  const seen = { port: [], late: [] }
  for await (const ran of runner) {
    seen[ran.name].push(ran)
    if (seen.port.length >= 3 && seen.late.length > 0) break
  }
  assert.ok(seen.port.every((ran) => ran.result.status === 'ok' && ran.occasion === 'cycle'))
  assert.deepEqual([seen.late[0].occasion, seen.late[0].result.cause.code], ['demand', 'refused'])
  assert.ok(runner.statistics().done >= 4)
  while ((await runner.next()) !== undefined);
})

test('a signal ends the waiting and loses nothing', async () => {
  const runner = await Runner.start()
  runner.add('late', check.tcp('127.0.0.1:1'), 3_600_000)
  await assert.rejects(runner.next({ signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' })
  assert.deepEqual([runner.disable('late'), runner.runNow('late')], [true, true])
  const [ran] = await runner.nextBatch()
  assert.equal(ran.name, 'late')
  assert.equal(typeof runner.retryIn('late', 1), 'boolean')
  assert.deepEqual([runner.remove('late'), runner.enable('late')], [true, false])
  runner.close()
})

const house = () => {
  const registry = new Registry()
  const fields = [
    { id: 'door', kind: 'choice', options: ['front', 'back'], required: true },
    { id: 'theKey', kind: 'secret' },
  ]
  registry.addCheck(
    'door',
    async ({ target, timeoutMs, input }) => {
      await Promise.resolve()
      if (input.door === 'back') throw new Error('there is no back door')
      return { status: 'warning', summary: `${target} open, ${input.theKey}, ${timeoutMs}`, perfdata: 'open=180s;60', facts: { colour: 'red' } }
    },
    { title: 'Door', fields },
  )
  return registry
}

test('a check of the own program', async () => {
  const registry = house()
  const spec = check.custom('door', { target: 'house', input: { door: 'front', theKey: { secret: 'house' } } })
  const result = await spec.run({ registry, secrets: { house: 'hunter2' } })
  assert.equal(result.text, 'WARNING house says that it is not well: house open, hunter2, 10000')
  assert.deepEqual(result.facts.map((fact) => fact.value), ['red'])
  const failed = await check.custom('door', { input: { door: 'back' } }).run({ registry })
  assert.equal(failed.status, 'unknown')
  assert.match(failed.text, /there is no back door/)
  await assert.rejects(check.custom('door', { input: { door: 'cellar' } }).run({ registry }), { code: 'invalid' })
  assert.deepEqual([registry.checks()[0].title, registry.checks()[0].fields[0].kind], ['Door', 'choice'])
  assert.deepEqual(registry.checkSchema('door').required, ['door'])
  assert.ok(registry.enableCheck('door', false))
  assert.match((await spec.run({ registry })).text, /disabled/)
  assert.deepEqual([registry.removeCheck('door'), registry.removeCheck('door')], [true, false])
})

test('a check of the own program runs by its interval, and one that is odd is unknown', async () => {
  const registry = house()
  registry.addCheck('odd', () => 'fine')
  const runner = await Runner.start({ probe: { registry } })
  runner.add('house', check.custom('door', { input: { door: 'front' } }), 50)
  assert.equal((await runner.next()).result.status, 'warning')
  runner.close()
  assert.match((await check.custom('odd').run({ registry })).text, /answered fine/)
})

test('a notifier of the own program', async () => {
  const registry = new Registry()
  const told = []
  registry.addNotifier(
    'mailbox',
    ({ input }, { title }) => {
      if (input.to === 'nobody') throw new Error('nobody is there')
      told.push([input.to, title])
    },
    { fields: [{ id: 'to', required: true }] },
  )
  const notice = { title: 'CRITICAL shop' }
  assert.equal((await registry.notify('mailbox', notice, { input: { to: 'anna' } })).failure ?? null, null)
  assert.equal((await registry.notify('mailbox', notice, { input: { to: 'nobody' } })).failure, 'nobody is there')
  assert.deepEqual(told, [['anna', 'CRITICAL shop']])
  await assert.rejects(registry.notify('pigeon', notice), { code: 'invalid' })
  assert.deepEqual(registry.notifierSchema('mailbox').required, ['to'])
  assert.ok(registry.enableNotifier('mailbox', false) && !registry.notifiers()[0].enabled)
  assert.ok(registry.removeNotifier('mailbox'))
})
