import { guarded } from './error.js'

/** Calls that wait for those before them: what is under way is never seen half done. */
export class Turns {
  #last

  /** Starts `work`, which gives a promise, once the call before has settled. */
  take(work) {
    const done = guarded(async () => {
      await this.#last
      return work()
    })
    this.#last = done.then(
      () => undefined,
      () => undefined,
    )
    return done
  }
}
