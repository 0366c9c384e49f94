import native from '../native.cjs'
import { abortable } from './cancel.js'
import { guard } from './error.js'
import { asJson, fromJson } from './words.js'

/** The native half of a registry, for calls that take one. */
export let registryOf

/** The checks and the notifiers that a program brings. */
export class Registry {
  #native = new native.Registry()

  addCheck(name, check, { title = '', description = '', fields = [] } = {}) {
    const call = async (text) => answered(name, await check(JSON.parse(text, asked)))
    guard(() => this.#native.addCheck(name, safely(call), title, description, asJson(fields)))
  }

  addNotifier(name, notifier, { title = '', description = '', fields = [] } = {}) {
    const call = async (text) => {
      const [ask, notice] = JSON.parse(text, asked)
      await notifier(ask, { ...notice, result: notice.result ? fromJson(JSON.stringify(notice.result)) : undefined })
      return ''
    }
    guard(() => this.#native.addNotifier(name, safely(call), title, description, asJson(fields)))
  }

  checks() {
    return this.#native.checks()
  }

  notifiers() {
    return this.#native.notifiers()
  }

  enableCheck(name, enabled) {
    return this.#native.enableCheck(name, enabled)
  }

  enableNotifier(name, enabled) {
    return this.#native.enableNotifier(name, enabled)
  }

  removeCheck(name) {
    return this.#native.removeCheck(name)
  }

  removeNotifier(name) {
    return this.#native.removeNotifier(name)
  }

  checkSchema(name) {
    const text = this.#native.checkSchema(name)
    return text ? JSON.parse(text) : undefined
  }

  notifierSchema(name) {
    const text = this.#native.notifierSchema(name)
    return text ? JSON.parse(text) : undefined
  }

  notify(name, { title, text = '' }, { input = {}, secrets = {}, timeoutMs = 10_000, signal } = {}) {
    const told = JSON.stringify({ notice: { title, text }, input, secrets, timeout_ms: timeoutMs })
    return abortable(signal, (cancel) => this.#native.notify(name, told, cancel))
  }

  static {
    registryOf = (registry) => {
      if (registry === undefined) return undefined
      if (!(registry instanceof Registry)) throw new TypeError('registry is a Registry')
      return registry.#native
    }
  }
}

/** What a check is asked, with JavaScript's name for the time. */
function asked(_, value) {
  if (typeof value !== 'object' || value === null || !('timeout_ms' in value)) return value
  const { timeout_ms: timeoutMs, ...ask } = value
  return { ...ask, timeoutMs }
}

function answered(name, answer) {
  if (typeof answer?.status !== 'string') throw new TypeError(`the check "${name}" answered ${answer}, not { status, summary }`)
  const { status, summary = '', perfdata = '', facts = {} } = answer
  return JSON.stringify({
    status,
    summary,
    perfdata,
    facts: Object.entries(facts).map(([name, value]) => ({ name, value: String(value) })),
  })
}

/** What is thrown becomes an Error, whose message the core tells. */
const safely = (call) => async (text) => {
  try {
    return await call(text)
  } catch (error) {
    throw error instanceof Error ? error : new Error(String(error))
  }
}
