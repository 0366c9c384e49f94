import { inspect } from 'node:util'

import native from '../native.cjs'
import { guard } from './error.js'
import { asJson, fromJson } from './words.js'

const list = (groups) => (groups === undefined ? undefined : typeof groups === 'string' ? [groups] : [...groups])

export function everything({ groups, everyMs } = {}) {
  return fromJson(guard(() => native.measureEverything(list(groups), everyMs)))
}

export function interfacesOnly({ groups, everyMs } = {}) {
  return fromJson(guard(() => native.measureInterfacesOnly(list(groups), everyMs)))
}

export function check(template) {
  guard(() => native.measureCheck(asJson(template)))
}

export function admits(selection, device, row) {
  return guard(() => native.measureAdmits(asJson(selection), device, asJson(row)))
}

export function judge(watch, target, unit, measured, at) {
  const given = typeof measured === 'number' ? measured : (measured?.code ?? measured)
  return guard(() => native.measureJudge(asJson(watch), target, unit, given, at))
}

/** What one cycle of a group came to, in columns. */
export class Measurements {
  #native
  #head
  #columns
  #results

  constructor(made) {
    if (!(made instanceof native.Measurements)) throw new TypeError('measurements are made by a recording')
    this.#native = made
    this.#head = made.head()
  }

  get group() {
    return this.#head.group
  }

  get cycle() {
    return this.#head.cycle
  }

  get skipped() {
    return this.#head.skipped
  }

  get time() {
    return this.#head.time
  }

  get tookMs() {
    return this.#head.tookMs
  }

  get devices() {
    return this.#head.devices
  }

  get rowDevice() {
    return this.#head.rowDevice
  }

  get names() {
    return this.#head.names
  }

  get states() {
    return this.#head.states
  }

  get takenMs() {
    return this.#head.takenMs
  }

  get columns() {
    return (this.#columns ??= this.#native.columns())
  }

  get results() {
    return (this.#results ??= this.#native.results())
  }

  get missed() {
    return this.#head.missed
  }

  get partial() {
    return this.#head.partial
  }

  get unnamed() {
    return this.#head.unnamed
  }

  get clockStepMs() {
    return this.#head.clockStepMs
  }

  get length() {
    return this.names.length
  }

  index(row) {
    return this.#native.index(row) ?? undefined
  }

  find(device, name) {
    return this.#native.find(device, name) ?? undefined
  }

  column(object) {
    return this.columns.find((column) => column.object === object)
  }

  value(device, name, object) {
    return this.#native.value(device, name, object) ?? undefined
  }

  toString() {
    return `<Measurements of ${this.group}, cycle ${this.cycle}: ${this.length} rows>`
  }

  [inspect.custom]() {
    return this.toString()
  }
}
