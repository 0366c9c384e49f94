// Replays tests/vectors/*.json, the cases that every language replays.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'

import { CheckSpec, NetwardenError, check, counter, trap, value } from '../index.js'

const folder = new URL('../../tests/vectors/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))

/** What `call` gives, or what `form` makes of its error. */
function caught(call, form) {
  try {
    return call()
  } catch (error) {
    if (error instanceof NetwardenError) return { error: form(error) }
    throw error
  }
}

const noun = (read) => (given) =>
  caught(() => ({ value: read(given.text) }), ({ code, message }) => ({ code, message }))

const sample = (given) => ({
  counter32: given.type === 'counter32' ? Number(given.value) : undefined,
  counter64: given.type === 'counter64' ? BigInt(given.value) : undefined,
  atMs: given.at_ms,
  uptime: given.uptime_ticks,
  discontinuity: given.discontinuity_ticks,
  lastChange: given.last_change_ticks,
  engineBoots: given.engine_boots,
})

function deltaForm({ kind, count, cause, fewestWraps, mostWraps }) {
  if (count !== undefined) return { kind, count: String(count) }
  if (cause !== undefined) return { kind, cause: cause.kind }
  if (kind === 'ambiguous') return { kind, fewest_wraps: Number(fewestWraps), most_wraps: Number(mostWraps) }
  return { kind }
}

function rate(given) {
  const [earlier, later] = [sample(given.earlier), sample(given.later)]
  const options = { maxRate: given.max_per_second ?? undefined }
  const delta = deltaForm(counter.delta(earlier, later, options))
  const found = counter.rate(earlier, later, options)
  if ('reason' in found) return { delta, gap: { code: found.code, text: found.text } }
  const { perSecond, intervalMs, base, driftMs } = found
  return { delta, rate: { per_second: perSecond, interval_ms: intervalMs, base, drift_ms: driftMs ?? null } }
}

function alerts({ range, quiet, loud }) {
  for (const number of quiet) assert.equal(check.alerts(range, number), false, `${range} at ${number}`)
  for (const number of loud) assert.equal(check.alerts(range, number), true, `${range} at ${number}`)
  return {}
}

function perfdata({ text }) {
  return caught(
    () => {
      const values = check.perfdata(text)
      const forms = values.map(({ label, value, unit, warning, critical, min, max }) => ({
        label,
        value: value ?? null,
        unit,
        warning: warning ?? null,
        critical: critical ?? null,
        min: min ?? null,
        max: max ?? null,
      }))
      return { values: forms, text: values.map((each) => each.text).join(' ') }
    },
    ({ code }) => ({ code }),
  )
}

const validate = ({ spec }) =>
  caught(
    () => ({ target: CheckSpec.fromJson(JSON.stringify(spec)).target }),
    ({ code, argument }) => ({ code, field: argument }),
  )

function evaluate({ spec, observation }, expect) {
  const result = CheckSpec.fromJson(JSON.stringify(spec)).evaluate(JSON.stringify(observation))
  return {
    status: result.status,
    cause: result.cause?.code ?? null,
    summary: result.summary,
    problems: result.problems.map((problem) => problem.cause.code),
    ...('plugin_output' in expect ? { plugin_output: result.pluginOutput } : {}),
  }
}

function notification({ datagram, source }, expect) {
  return caught(
    () => {
      const it = trap.read(Buffer.from(datagram, 'hex'), source)
      const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())
      const kind = Object.fromEntries(Object.keys(expect.kind).map((name) => [name, it.kind[camel(name)] ?? null]))
      return {
        text: it.text,
        kind,
        trap_oid: it.trapOid,
        agent: it.agent ?? null,
        uptime: it.uptime ?? null,
        version: it.version,
        inform: it.inform,
        enterprise: it.enterprise ?? null,
        varbinds: it.varbinds.map(({ name, value }) => [name, value.text]),
      }
    },
    ({ code, message }) => ({ code, message }),
  )
}

const calls = {
  oid: noun(value.oid),
  mac: noun(value.mac),
  'status-range': noun(check.statusRange),
  'threshold-range': noun(check.thresholdRange),
  rate,
  alerts,
  judge: ({ thresholds, value: number }) => ({ status: check.judge(number, thresholds) }),
  perfdata,
  validate,
  evaluate,
  notification,
}

for (const file of files) {
  test(`vectors of ${file}`, (t) => {
    const suite = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    assert.equal(suite.version, 1)
    for (const { name, call, input, expect } of suite.cases) {
      assert.deepEqual(calls[call](input, expect), expect, name)
    }
    t.diagnostic(`vectors ${file} ${suite.cases.length}`)
  })
}

test('there are vectors', () => assert.ok(files.length > 0))
