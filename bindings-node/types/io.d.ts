import type { Credential } from './credential.js'
import type { DeviceStatistics, EngineStatistics, Progress } from './data.js'
import type { Site } from './inventory.js'
import type { Poll, PollBatch, PollOptions } from './poll.js'
import type { RecordOptions, Recording } from './record.js'
import type { CallOptions, CollectOptions, Session, SessionOptions } from './session.js'

/** How an engine works. The defaults suit a network of thousands of devices. */
export interface EngineOptions {
  /** The receive buffer to ask for, in bytes; 4 MiB. What the system grants decides how many requests are under way at once. */
  readonly receiveBuffer?: number
  /** How many requests one device gets at a time; 1, as many agents answer one after the other. */
  readonly perDevice?: number
  /** The most datagrams that a driver sends in a second, repeated ones included; no limit. */
  readonly rate?: number
  /**
   * How long the first attempt waits for an answer; 1000. Each further one waits twice as long. Once a device has answered, its
   * own pace replaces it, within 250 and 5000.
   */
  readonly timeoutMs?: number
  /** How often a request is sent again; 2. */
  readonly retries?: number
  /** After how many requests in a row without an answer a device counts as dead, and is asked once only; 2. 0 means never. */
  readonly deadAfter?: number
  /** Accepts answers from another address than the one that was asked; false. */
  readonly anySource?: boolean
  /** The local address to send from; any. It excludes the other address family. */
  readonly bind?: string
  /** How many drivers share the work, each with sockets of its own; 1, which is enough for some 100,000 requests a second. */
  readonly drivers?: number
  /** Gives each driver a thread of its own; false: they share the threads of the library, one for each processor. */
  readonly ownThreads?: boolean
}

/** Whom to ask, with which credentials, how fast. */
export interface DiscoverOptions {
  /** Tried in this order; the one that a device answers to is used for all of it. The community `public` in v2c. */
  readonly credentials?: Credential[]
  /** The UDP port to ask; 161. */
  readonly port?: number
  /** How many addresses are asked at a time; 1,024. */
  readonly concurrency?: number
  /** The most datagrams that are sent in a second, repeated ones included; 2,000. */
  readonly rate?: number
  /** How long the first attempt waits for an answer; 1000. Each further one waits twice as long. */
  readonly timeoutMs?: number
  /** How often a request is sent again; once to find out whether somebody is there, twice for all that follows. */
  readonly retries?: number
  /** The longest that the whole may take; no limit. The result is then what was found, marked as cancelled. */
  readonly deadlineMs?: number
  /** Also visits the neighbors of the devices found, as long as they are among these ranges; none. */
  readonly followNeighbors?: string
  /** Reads the `system` group and the interfaces with their counters, and nothing else: what rates need; false. */
  readonly onlyInterfaces?: boolean
  /** What the visit to one device may cost. */
  readonly collect?: CollectOptions
  /** Called at most ten times a second. */
  readonly onProgress?: (progress: Progress) => void
  /** Ends the search: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** Asks any number of agents over shared sockets. Nothing is global: two engines can live side by side. */
export class Engine implements AsyncDisposable {
  private constructor()
  /** Opens the sockets. */
  static start(options?: EngineOptions): Promise<Engine>
  /**
   * Searches `ranges` for devices and reads them. A range is `10.0.0.0/24`, `10.0.0.1-10.0.0.20`, `10.0.0.5-20`, an
   * address or a host name. Of a site, its devices are visited again, at the addresses that they have there; port and
   * credentials are to be said again, as a site holds no secrets. Rejects with `invalid` for a range that is none and `limit` for more than 1,048,576
   * addresses. What fails on the way is in the result.
   */
  discover(ranges: string | Iterable<string> | Site, options?: DiscoverOptions): Promise<Site>
  /**
   * A session with the agent at `address`: `10.0.0.7`, `10.0.0.7:1161`, `[2001:db8::7]:1161`. Nothing is sent until
   * something is asked. The sockets stay open as long as there is a session. Throws `invalid` where `address` is none.
   */
  session(address: string, options?: SessionOptions): Session
  /**
   * Polls the devices of a site, or those at these addresses, again and again. Each cycle brings one `PollBatch`; a device
   * that does not answer is named in it. Throws `invalid` for what makes no sense.
   */
  poll(targets: Site | Iterable<string>, options?: PollOptions): Poll
  /** Polls once, as fast as the engine can. */
  pollOnce(targets: Site | Iterable<string>, options?: PollOptions & CallOptions): Promise<PollBatch>
  /**
   * Measures the devices of a site, or those at these addresses, by a template, again and again: polls them, reads the names
   * of their rows, and tells what each cycle came to. Rejects with `invalid` for what makes no sense, and `io` where the file
   * of the last counters cannot be read.
   */
  record(targets: Site | Iterable<string>, options?: RecordOptions): Promise<Recording>
  /** What was sent and received so far, to and from all devices. */
  statistics(): EngineStatistics
  /** What was sent to the agent at `address` and received from it; `undefined` where nothing is remembered of it. */
  deviceStatistics(address: string, options?: { readonly port?: number }): Promise<DeviceStatistics | undefined>
  /** The same of every device that is remembered, by address. */
  allDeviceStatistics(): Promise<readonly DeviceStatistics[]>
  /** Closes the sockets once nothing is under way. */
  close(): void
  /** Whether the engine was closed. */
  readonly closed: boolean
  [Symbol.asyncDispose](): Promise<void>
}
