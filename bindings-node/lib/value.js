import { inspect } from 'node:util'

import native from '../native.cjs'
import { guard } from './error.js'

/** The canonical text of an object identifier. */
export const oid = (text) => guard(() => native.oid(text))

/** The canonical text of a MAC address. */
export const mac = (text) => guard(() => native.mac(text))

/** A typed SMI value, or an exception in its place. */
export class SnmpValue {
  constructor(type, value) {
    this.type = type
    this.value = value
    Object.freeze(this)
  }

  get text() {
    return guard(() => native.valueText(this))
  }

  get durationMs() {
    return this.type === 'time-ticks' ? this.value * 10 : undefined
  }

  get isException() {
    return this.type === 'no-such-object' || this.type === 'no-such-instance' || this.type === 'end-of-mib-view'
  }

  toString() {
    return this.text
  }

  [inspect.custom](depth, options, show) {
    return this.value === undefined ? `SnmpValue(${this.type})` : `SnmpValue(${this.type} ${show(this.value, options)})`
  }
}
