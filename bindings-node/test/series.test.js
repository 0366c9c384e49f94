// Columns in and out of typed arrays, and what the vectors cannot ask.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Columns, CounterBank, Plot } from '../index.js'

const start = new Date(Date.UTC(2026, 10, 22))

test('columns are typed arrays', () => {
  const octets = BigUint64Array.from({ length: 1440 }, (_, n) => BigInt(n) * 60_000n)
  const made = Columns.counted(octets, { unit: 'octets', start, stepMs: 60_000 })
  assert.ok(made.average instanceof Float64Array && made.average === made.average)
  assert.equal(made.average[1439], 1_439_000)
  assert.deepEqual(made.count, octets)
  assert.equal(made.total(), 1439n * 1440n * 30_000n)
  assert.equal(String(made), '<Columns of 1440 steps of 60000 ms in octets/s, 0 gaps>')
})

test('a bank takes arrays', () => {
  const bank = new CounterBank(100, { maxRate: 125_000_000 })
  let rates
  for (const second of [0, 60]) {
    const counter64 = BigUint64Array.from({ length: 100 }, (_, row) => BigInt(row * (second + 1)))
    rates = bank.advance({ readings: [{ rows: 100, atMs: second * 1000 }], counter64, valid: Uint8Array.from(counter64, (_, row) => 1 - (row % 2)) })
  }
  assert.deepEqual([rates.perSecond[2], rates.perSecond[98]], [2, 98])
  assert.deepEqual(rates.gaps.map(({ row }) => row), Array.from({ length: 50 }, (_, n) => 2 * n + 1))
  bank.push({ maxRate: 7 })
  bank.setLimit(3, { maxRate: 1000 })
  bank.forget(0)
  assert.deepEqual([bank.size, bank.limit(3), bank.limit(100)], [101, 1000, 7])
})

test('what is wrong is said', () => {
  const levels = (options) => Columns.levels([1, undefined, NaN], { unit: 'volts', start, stepMs: 1000, ...options })
  assert.equal(levels().averageOfAll(), 1)
  assert.throws(() => levels().percentile(95, { method: 'median' }), { code: 'invalid', message: /nearest-rank or interpolated/ })
  assert.throws(() => levels({ gaps: [{ from: start, to: start, reason: 'gone' }] }), { code: 'invalid', message: /such as missed/ })
  assert.throws(() => levels({ start: new Date(1) }), { code: 'invalid', argument: 'start' })
  assert.throws(() => new Plot('', { theme: 'red' }), { code: 'invalid', message: /auto, light, dark/ })
  assert.throws(() => new CounterBank(1).advance({ readings: [] }), { code: 'invalid', message: /counter32 or counter64/ })
  assert.throws(() => new Columns({}), TypeError)
})
