// Traps: listening, waiting, closing.
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { TrapListener } from '../index.js'

const { cases } = JSON.parse(readFileSync(new URL('../../tests/vectors/notifications.json', import.meta.url), 'utf8'))
const linkDown = Buffer.from(cases.find(({ name }) => name.startsWith('RFC 2863')).input.datagram, 'hex')

async function send(listener, datagram) {
  const [host, port] = listener.addresses[0].split(':')
  const device = createSocket('udp4')
  await new Promise((sent) => device.send(datagram, Number(port), host, sent))
  device.close()
}

test('traps come in for await, and close ends it', async () => {
  const listener = await TrapListener.start({ listen: '127.0.0.1:0' })
  await send(listener, linkDown)
  await send(listener, linkDown)
  const found = []
  for await (const notification of listener) {
    found.push(notification.text)
    if (found.length === 2) setTimeout(() => listener.close(), 20)
  }
  assert.deepEqual(found, Array(2).fill('linkDown of Gi1/0/3 from 127.0.0.1'))
  assert.equal(listener.closed, true)
  assert.equal(listener.statistics().accepted, 2)
})

test('changes wait for quiet, and a signal ends the waiting', async () => {
  const listener = await TrapListener.start({ listen: ['127.0.0.1:0'], communities: ['public'] })
  await send(listener, linkDown)
  const changes = await listener.nextChanges({ quietMs: 50 })
  assert.deepEqual([changes.notifications.length, changes.senders, changes.links], [1, ['127.0.0.1'], []])
  assert.equal(changes.notifications[0].varbinds[0].value.value, 3)
  await assert.rejects(listener.next({ signal: AbortSignal.timeout(20) }), { name: 'TimeoutError' })
  listener.close()
})

test('what is wrong is said', async () => {
  await assert.rejects(TrapListener.start({ listen: 'nowhere' }), { code: 'invalid' })
})
