import type { Denial } from './data.js'

/** A stable code, the same in every language. */
export type ErrorCode =
  | 'unreachable'
  | 'timed-out'
  | 'denied'
  | 'refused'
  | 'unconfirmed'
  | 'protected'
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
  /** unreachable, timed-out, denied, refused, unconfirmed, protected: the address or name. */
  readonly target?: string
  /** denied: why, as an SNMPv3 agent reports it. */
  readonly denial?: Denial
  /** unreachable, malformed, io, unconfirmed, protected: what was said, or why. */
  readonly reason?: string
  /** timed-out: milliseconds waited in all. */
  readonly afterMs?: number
  /** timed-out: requests sent. */
  readonly attempts?: number
  /** timed-out: what the silence may mean, where something speaks for it. */
  readonly hint?: string
  /** refused: the error-status by name, such as `genErr`. */
  readonly status?: string
  /** refused: the error-index, the place of the variable, from 1; 0 where none is named. */
  readonly index?: number
  /** refused: the variable that the index names, such as `IF-MIB::ifAdminStatus.3`. */
  readonly variable?: string
  /** refused: what the status means, for people, such as `it cannot be written`. */
  readonly meaning?: string
  /** malformed: what was read. */
  readonly origin?: string
  /** malformed: where. */
  readonly offset?: string
  /** limit, io, unconfirmed, protected: what was limited, tried or ordered. */
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
