export * from './types/check.js'
export * from './types/counter.js'
export * from './types/credential.js'
export * from './types/data.js'
export * from './types/error.js'
export * from './types/inventory.js'
export * from './types/io.js'
export * from './types/live.js'
export * from './types/mib.js'
export * from './types/poll.js'
export * from './types/session.js'
export * from './types/sim.js'
export * from './types/topology.js'
export * from './types/tracker.js'
export * from './types/trap.js'
export * from './types/value.js'

/** The version of the library. */
export function version(): string
