import native from './native.cjs'

export * as check from './lib/check.js'
export * as counter from './lib/counter.js'
export { CheckSpec } from './lib/check.js'
export { NetwardenError } from './lib/error.js'
export { Site } from './lib/inventory.js'
export { Engine } from './lib/io.js'
export * as mib from './lib/mib.js'
export { Names } from './lib/mib.js'
export { Poll, PollBatch } from './lib/poll.js'
export { Session } from './lib/session.js'
export { SimulatedNetwork } from './lib/sim.js'
export { Topology } from './lib/topology.js'
export { LiveTopology } from './lib/live.js'
export { Tracker } from './lib/tracker.js'
export { TrapListener } from './lib/trap.js'
export * as sim from './lib/sim.js'
export * as trap from './lib/trap.js'
export { SnmpValue } from './lib/value.js'
export * as value from './lib/value.js'

/** The version of the library. */
export const version = native.version
