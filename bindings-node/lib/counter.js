import native from '../native.cjs'
import { guard } from './error.js'

/** What a counter did from one sample to the other. */
export function delta(earlier, later, { maxRate } = {}) {
  return guard(() => native.delta(earlier, later, maxRate))
}

/** The rate between two polls of which either may have brought nothing, or the reason why there is none. */
export function rate(earlier, later, { maxRate } = {}) {
  return guard(() => native.rate(earlier, later, maxRate))
}
