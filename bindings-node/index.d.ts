export * from './types.js'

/** The version of the library. */
export function version(): string

/** An LLDP chassis or port id: what the sender says it is, and the octets. */
export interface LldpId {
  /** What the sender says the octets are: `mac-address`, `interface-name`, …; `other` where no standard says. */
  readonly subtype: string
  /** For people: the MAC address, the IP address or the text, else the octets in hexadecimal. */
  readonly text: string
  /** The octets as received. */
  readonly octets: Uint8Array
}

/** A stable code, the same in every language. */
export type ErrorCode =
  | 'unreachable'
  | 'timed-out'
  | 'denied'
  | 'refused'
  | 'malformed'
  | 'limit'
  | 'invalid'
  | 'io'
  | 'cancelled'

/** What can go wrong, grouped by who must act. The properties that an error has depend on its `code`. */
export class NetwardenError extends Error {
  readonly code: ErrorCode
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean
  /** unreachable, timed-out, denied, refused: the address or name. */
  readonly target?: string
  /** unreachable, denied, malformed, io: what was said. */
  readonly reason?: string
  /** timed-out: milliseconds waited in all. */
  readonly afterMs?: number
  /** timed-out: requests sent. */
  readonly attempts?: number
  /** refused: the error-status by name, such as `genErr`. */
  readonly status?: string
  /** refused: the error-index. */
  readonly index?: number
  /** malformed: what was read. */
  readonly origin?: string
  /** malformed: where. */
  readonly offset?: string
  /** limit, io: what was limited or tried. */
  readonly what?: string
  /** limit: the limit with its unit. */
  readonly limit?: string
  /** invalid: the argument. */
  readonly argument?: string
  /** invalid: what was given. */
  readonly given?: string
  /** invalid: what would be right. */
  readonly expected?: string
}
