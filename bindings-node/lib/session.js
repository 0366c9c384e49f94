import { inspect } from 'node:util'

import native from '../native.cjs'
import { abortable } from './cancel.js'
import { known } from './devices.js'
import { guard } from './error.js'
import { table as shown, varbinds } from './pack.js'
import { World, worldOf } from './world.js'

/** One agent and the right to ask it: over the network, out of a recording, or in memory. */
export class Session {
  #native

  constructor(made) {
    if (!(made instanceof native.Session)) throw new TypeError('use engine.session, Session.recorded, Session.simulated or Session.ofVariables')
    this.#native = made
  }

  static recorded(path, { device } = {}) {
    return new Session(guard(() => native.Session.recorded(path, device)))
  }

  static simulated(network, device, { credential = { community: 'public' }, writeCommunity } = {}) {
    const make =
      network instanceof World
        ? () => native.Session.ofWorld(worldOf(network), device, credential, writeCommunity)
        : () => native.Session.simulated(network, device, credential, writeCommunity)
    return new Session(guard(make))
  }

  static ofVariables(name, variables) {
    return new Session(guard(() => native.Session.ofVariables(name, given(variables))))
  }

  get target() {
    return this.#native.target()
  }

  async get(names, { signal } = {}) {
    return varbinds(await abortable(signal, (cancel) => this.#native.get(list(names), cancel)))
  }

  async getNext(names, { signal } = {}) {
    return varbinds(await abortable(signal, (cancel) => this.#native.getNext(list(names), cancel)))
  }

  async getBulk(names, { nonRepeaters = 0, maxRepetitions = 10, signal } = {}) {
    return varbinds(
      await abortable(signal, (cancel) => this.#native.getBulk(list(names), nonRepeaters, maxRepetitions, cancel)),
    )
  }

  async set(variables, { signal } = {}) {
    return varbinds(await abortable(signal, (cancel) => this.#native.set(given(variables), cancel)))
  }

  async setIfAdminStatus(port, status, { signal, ...options } = {}) {
    return await abortable(signal, (cancel) => native.setIfAdminStatus(this.#native, port, status, options, cancel))
  }

  async managementPath({ signal, ...options } = {}) {
    return await abortable(signal, (cancel) => native.managementPath(this.#native, options, cancel))
  }

  async walk(root, options) {
    return (await this.walkColumns([root], options))[0]
  }

  async walkColumns(roots, { signal, ...options } = {}) {
    const columns = await abortable(signal, (cancel) => this.#native.walkColumns(list(roots), options, cancel))
    return columns.map((column) => ({ ...column, varbinds: varbinds(column.varbinds) }))
  }

  async table(table, { signal } = {}) {
    return shown(await abortable(signal, (cancel) => this.#native.table(table, cancel)))
  }

  async collect({ signal, onlyInterfaces = false, ...options } = {}) {
    const site = await abortable(signal, (cancel) => this.#native.collect(options, onlyInterfaces, cancel))
    return known(site, site.devices())[0]
  }

  toString() {
    return `<Session ${this.target}>`
  }

  [inspect.custom]() {
    return this.toString()
  }
}

const list = (names) => (typeof names === 'string' ? [names] : [...names])

/** Variables as the native half takes them: a value that is undefined is left out. */
const given = (variables) =>
  Array.from(Symbol.iterator in variables ? variables : [variables], ({ name, value: { type, value } }) => ({
    name,
    value: value === undefined ? { type } : { type, value },
  }))
