import native from './native.cjs'

export { NetwardenError } from './lib/error.js'

/** The version of the library. */
export const version = native.version
