import native from '../native.cjs'
import { guard } from './error.js'
import { table as shown } from './pack.js'

/** The names of all tables that are read as rows. */
export const names = () => native.tableNames()

/** The rows of a table that are among these variables. */
export const read = (table, varbinds) => shown(guard(() => native.readRows(table, [...varbinds])))
