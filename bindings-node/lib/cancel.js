import native from '../native.cjs'
import { guarded } from './error.js'

/**
 * Starts `work(cancel)` so that `signal` ends it, and takes the listener off the signal when it has settled.
 * The promise rejects with the signal's own reason, as everywhere in Node.
 */
export async function abortable(signal, work) {
  if (signal === undefined) return guarded(() => work(undefined))
  signal.throwIfAborted()
  const cancel = new native.Cancel()
  const onAbort = () => cancel.cancel()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await guarded(() => work(cancel))
  } catch (error) {
    if (signal.aborted && error.code === 'cancelled') throw signal.reason
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
