import native from '../native.cjs'
import { abortable } from './cancel.js'
import { guard, guarded } from './error.js'
import { varbinds } from './pack.js'
import { nativeOf } from './topology.js'

/** Receives the traps and informs of devices. */
export class TrapListener {
  #native

  constructor(made) {
    if (!(made instanceof native.TrapListener)) throw new TypeError('use await TrapListener.start()')
    this.#native = made
  }

  static async start({ listen, allow, rate, users, ...options } = {}) {
    const given = { ...options, listen: list(listen), allow: list(allow), users: users && [...users], ...rate }
    return new TrapListener(await guarded(() => native.TrapListener.start(given)))
  }

  get addresses() {
    return this.#native.addresses()
  }

  get engineId() {
    return this.#native.engineId() ?? undefined
  }

  statistics() {
    return this.#native.statistics()
  }

  async next({ signal } = {}) {
    return shown(await abortable(signal, (cancel) => this.#native.next(cancel)))
  }

  async nextChanges({ quietMs = 2000, topology, signal } = {}) {
    const handle = topology && nativeOf(topology)
    const changes = await abortable(signal, (cancel) => this.#native.nextChanges(quietMs, handle, cancel))
    return changes ? { ...changes, notifications: changes.notifications.map(shown) } : undefined
  }

  close() {
    this.#native.close()
  }

  get closed() {
    return this.#native.closed()
  }

  async *[Symbol.asyncIterator]() {
    for (let next = await this.next(); next !== undefined; next = await this.next()) yield next
  }

  async [Symbol.asyncDispose]() {
    this.close()
  }
}

/** Reads a datagram of SNMPv1 or v2c. */
export const read = (datagram, source) => shown(guard(() => native.readNotification(datagram, source)))

const shown = (notification) =>
  notification ? { ...notification, varbinds: varbinds(notification.varbinds) } : undefined

const list = (given) => (given === undefined ? undefined : typeof given === 'string' ? [given] : [...given])
