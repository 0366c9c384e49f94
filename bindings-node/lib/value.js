import native from '../native.cjs'
import { guard } from './error.js'

/** The canonical text of an object identifier. */
export const oid = (text) => guard(() => native.oid(text))

/** The canonical text of a MAC address. */
export const mac = (text) => guard(() => native.mac(text))
