// Replays tests/vectors/*.json, the cases that every language replays.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'

import { calls as questions } from './questions.js'
import { CheckSpec, Names, NetwardenError, Session, SnmpValue, check, counter, mib, trap, value } from '../index.js'
import { calls as measureCalls } from './measure.js'
import { calls as seriesCalls } from './series.js'
import { calls as storeCalls } from './stores.js'
import { worlds } from './worlds.js'

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

async function coded(call) {
  try {
    return await call()
  } catch (error) {
    if (error instanceof NetwardenError) return { error: { code: error.code } }
    throw error
  }
}

function snmpValue({ type, value: text }) {
  if (text === undefined) return new SnmpValue(type)
  if (type === 'octet-string' || type === 'opaque') return new SnmpValue(type, new Uint8Array(Buffer.from(text.slice(2), 'hex')))
  if (type === 'object-id' || type === 'ip-address') return new SnmpValue(type, text)
  return new SnmpValue(type, type === 'counter64' ? BigInt(text) : Number(text))
}

function cell(found) {
  if (typeof found === 'bigint') return String(found)
  return found instanceof Uint8Array ? `0x${Buffer.from(found).toString('hex')}` : found
}

function table({ table: name, varbinds }) {
  const read = mib.read(name, varbinds.map((each) => ({ name: each.name, value: snmpValue(each) })))
  const rows = read.rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, found]) => [key, cell(found)])))
  return { name: read.name, rows, faults: read.faults.map(({ text }) => text) }
}

const simulated = ({ network, device, community = 'public' }) =>
  Session.simulated(network, device, { credential: { community } })

async function walk(given) {
  const { varbinds, complete, end, reason } = await simulated(given).walk(given.root, { rows: given.rows, stepping: given.stepping })
  const [first, last] = [varbinds[0]?.name ?? null, varbinds.at(-1)?.name ?? null]
  return { complete, end, reason: reason ?? null, count: varbinds.length, first, last }
}

async function ask(given) {
  const session = simulated(given)
  const bulk = { nonRepeaters: given.non_repeaters, maxRepetitions: given.max_repetitions }
  const found = await { get: () => session.get(given.names), 'get-next': () => session.getNext(given.names), 'get-bulk': () => session.getBulk(given.names, bulk) }[given.ask]()
  return { varbinds: found.map(({ name, value: { text } }) => ({ name, text })) }
}

/** With what the error says, and the parts of a refusal. */
async function told(call) {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof NetwardenError)) throw error
    const { code, message, status, index, variable, meaning } = error
    return { error: code === 'refused' ? { code, message, status, index, variable: variable ?? null, meaning: meaning ?? null } : { code, message } }
  }
}

const writable = ({ network, device, community }) =>
  Session.simulated(network, device, { credential: { community }, writeCommunity: 'private' })

const given = (each) => ({ name: each.name, value: snmpValue(each) })

async function set(input) {
  const found = await writable(input).set(input.varbinds.map(given))
  return { varbinds: found.map(({ name, value: { text } }) => ({ name, text })) }
}

const pathForm = ({ ports, unknown }) => ({
  ports: ports.map(({ ifIndex, name, because }) => ({ if_index: ifIndex, name, because })),
  unknown: unknown ?? null,
})

const camelled = ({ force, reached_at, reached_from }) => ({ force, reachedAt: reached_at, reachedFrom: reached_from })

async function order(input) {
  const it = await writable(input).setIfAdminStatus(input.port, input.status, camelled(input.options))
  return {
    text: it.text,
    target: it.target,
    if_index: it.ifIndex,
    name: it.name,
    wanted: it.wanted,
    outcome: it.outcome,
    before: [it.before.admin, it.before.oper],
    after: it.after ? [it.after.admin, it.after.oper] : null,
    forced: it.forced,
    path: it.path ? pathForm(it.path) : null,
    remark: it.remark ?? null,
  }
}

const names = new Names()

function describe({ name: asked }) {
  const it = names.describe(asked)
  if (!it) return { object: null }
  const { name, oid, kind, labels, displayHint, index } = it
  return { object: { name, oid, kind, labels: labels.map((each) => [each.number, each.name]), display_hint: displayHint ?? null, index } }
}

function load({ files, lenient, show }) {
  const own = new Names()
  const { modules, objects, faults } = own.load(files, { lenient })
  const shownFault = ({ file, line, module, reason, missingModule }) => ({ file, line, module: module ?? null, reason, missing_module: missingModule ?? null })
  return { modules, objects, faults: faults.map(shownFault), shown: show.map((each) => own.show(each.name, snmpValue(each))) }
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
  value: (given) => coded(() => ({ text: snmpValue(given).text })),
  table: (given) => coded(() => table(given)),
  walk: (given) => coded(() => walk(given)),
  ask: (given) => coded(() => ask(given)),
  set: (given) => told(() => set(given)),
  order: (given) => told(() => order(given)),
  path: (given) => told(async () => pathForm(await writable(given).managementPath(camelled(given.options)))),
  lookup: ({ name }) => told(() => ({ oid: names.lookup(name) })),
  'name-of': ({ oid }) => told(() => ({ name: names.nameOf(oid) ?? null })),
  show: (given) => told(() => ({ text: names.show(given.name, snmpValue(given)) })),
  describe: (given) => told(() => describe(given)),
  load: (given) => told(() => load(given)),
  ...Object.fromEntries(Object.entries({ ...worlds, ...measureCalls, ...seriesCalls, ...storeCalls }).map(([name, call]) => [name, (given) => told(() => call(given))])),
  ...questions,
}

for (const file of files) {
  test(`vectors of ${file}`, async (t) => {
    const suite = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    assert.equal(suite.version, 1)
    for (const { name, call, input, expect } of suite.cases) {
      assert.deepEqual(await calls[call](input, expect), expect, name)
    }
    t.diagnostic(`vectors ${file} ${suite.cases.length}`)
  })
}

test('there are vectors', () => assert.ok(files.length > 0))
