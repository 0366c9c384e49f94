import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { abortable } from '../lib/cancel.js'
import native from '../native.cjs'

async function settled() {
  const deadline = Date.now() + 5000
  while (native.liveTasks() > 0 && Date.now() < deadline) await sleep(10)
  assert.equal(native.liveTasks(), 0)
}

const wait = (milliseconds, signal) => abortable(signal, (cancel) => native.wait(milliseconds, cancel))

test('aborting a signal drops the work and rejects with its reason', async () => {
  const controller = new AbortController()
  const call = wait(60_000, controller.signal)
  await sleep(50)
  assert.equal(native.liveTasks(), 1)
  controller.abort()
  await assert.rejects(call, { name: 'AbortError' })
  await settled()
})

test('a timeout signal rejects as everywhere in Node', async () => {
  await assert.rejects(wait(60_000, AbortSignal.timeout(30)), { name: 'TimeoutError' })
  await settled()
})

test('an aborted signal starts nothing', async () => {
  await assert.rejects(wait(60_000, AbortSignal.abort()), { name: 'AbortError' })
  assert.equal(native.liveTasks(), 0)
})

test('the listener is taken off the signal when the call has settled', async () => {
  const controller = new AbortController()
  await wait(1, controller.signal)
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0)
})
