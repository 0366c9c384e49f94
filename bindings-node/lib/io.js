import native from '../native.cjs'
import { abortable } from './cancel.js'
import { guard, guarded } from './error.js'
import { Site, siteOf } from './inventory.js'
import { Poll, PollBatch, rows, targets } from './poll.js'
import { Recording } from './record.js'
import { Session } from './session.js'
import { storeOf } from './store.js'
import { asJson } from './words.js'

/** Asks any number of agents over shared sockets. */
export class Engine {
  #native

  constructor(made) {
    if (!(made instanceof native.Engine)) throw new TypeError('use await Engine.start()')
    this.#native = made
  }

  static async start(options = {}) {
    return new Engine(await guarded(() => native.Engine.start(options)))
  }

  session(address, options = {}) {
    return new Session(guard(() => this.#native.session(address, options)))
  }

  poll(given, { choice, ...options } = {}) {
    const chosen = { ...options, rows: rows(choice) }
    return new Poll(guard(() => this.#native.poll(targets(given).flat(), chosen)))
  }

  async pollOnce(given, { signal, choice, ...options } = {}) {
    const chosen = { ...options, rows: rows(choice) }
    return new PollBatch(await abortable(signal, (cancel) => this.#native.pollOnce(targets(given).flat(), chosen, cancel)))
  }

  async record(given, { template, store, ...options } = {}) {
    const native = { ...options, template: template && asJson(template) }
    return new Recording(await guarded(() => this.#native.record(targets(given).flat(), native, store && storeOf(store))))
  }

  statistics() {
    return guard(() => this.#native.statistics())
  }

  async deviceStatistics(address, { port } = {}) {
    return (await guarded(() => this.#native.deviceStatistics(address, port))) ?? undefined
  }

  allDeviceStatistics() {
    return guarded(() => this.#native.allDeviceStatistics())
  }

  async discover(ranges, { signal, onProgress, ...options } = {}) {
    const targets = ranges instanceof Site ? siteOf(ranges) : typeof ranges === 'string' ? ranges : [...ranges].join(',')
    const told = onProgress && ((progress) => tell(onProgress, progress))
    return new Site(await abortable(signal, (cancel) => this.#native.discover(targets, options, told, cancel)))
  }

  close() {
    this.#native.close()
  }

  get closed() {
    return this.#native.closed()
  }

  async [Symbol.asyncDispose]() {
    this.close()
  }
}

/** An exception from a callback is the program's own: it is raised as any that nobody catches. */
function tell(callback, progress) {
  try {
    callback(progress)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
