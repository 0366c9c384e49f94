import { inspect } from 'node:util'

import native from '../native.cjs'
import { guard } from './error.js'
import { table as shown } from './pack.js'

/** The names of all tables that are read as rows. */
export const names = () => native.tableNames()

/** The rows of a table that are among these variables. */
export const read = (table, varbinds) => shown(guard(() => native.readRows(table, [...varbinds])))

/** Names of objects and of their values, and what the user's own MIB files add. */
export class Names {
  #native = new native.Names()

  lookup(name) {
    return guard(() => this.#native.lookup(name))
  }

  nameOf(oid) {
    return guard(() => this.#native.nameOf(oid)) ?? undefined
  }

  describe(name) {
    return guard(() => this.#native.describe(name)) ?? undefined
  }

  show(name, { type, value }) {
    return guard(() => this.#native.show(name, value === undefined ? { type } : { type, value }))
  }

  get modules() {
    return this.#native.modules()
  }

  get size() {
    return this.#native.size()
  }

  load(files, { lenient = false } = {}) {
    const list = typeof files === 'string' || !(Symbol.iterator in files) ? [files] : [...files]
    const plain = list.map((file) => (typeof file === 'string' ? { path: file } : { name: file.name, text: file.text }))
    return guard(() => this.#native.load(plain, lenient))
  }

  toString() {
    return `<Names ${this.size} objects>`
  }

  [inspect.custom]() {
    return this.toString()
  }
}
