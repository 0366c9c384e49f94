// Compiled, never run: the declared types are what a user sees.
import { NetwardenError, version, type Link } from '../index.js'

const text: string = version()
const sure = (link: Link): boolean => link.strength === 'confirmed' && link.a.port !== undefined
const retry = (error: unknown): boolean => error instanceof NetwardenError && error.code === 'timed-out' && error.retryable
export { retry, sure, text }
