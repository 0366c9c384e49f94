/** What can go wrong; `code` is stable and the same in every language. */
export class NetwardenError extends Error {
  /** Makes the error that a caller sees of the one that the native half made. */
  static from(native) {
    const made = new NetwardenError(native.message)
    const { name, message, stack, ...parts } = Object.getOwnPropertyDescriptors(native)
    Object.defineProperties(made, parts)
    return made
  }
}
Object.defineProperty(NetwardenError.prototype, 'name', { value: 'NetwardenError' })

/** Runs `work` and gives its errors their class. */
export function guard(work) {
  try {
    return work()
  } catch (error) {
    throw typed(error)
  }
}

/** The same for `work` that gives a promise. */
export async function guarded(work) {
  try {
    return await work()
  } catch (error) {
    throw typed(error)
  }
}

function typed(error) {
  return error instanceof Error && error.name === 'NetwardenError' ? NetwardenError.from(error) : error
}
