/** An LLDP chassis or port id: what the sender says it is, and the octets. */
export interface LldpId {
  /** What the sender says the octets are: `mac-address`, `interface-name`, …; `other` where no standard says. */
  readonly subtype: string
  /** For people: the MAC address, the IP address or the text, else the octets in hexadecimal. */
  readonly text: string
  /** The octets as received. */
  readonly octets: Uint8Array
}

/** The type of a value (RFC 2578 §7.1), or which exception stands in its place (RFC 3416 §3). */
export type SnmpType =
  | 'integer'
  | 'octet-string'
  | 'null'
  | 'object-id'
  | 'ip-address'
  | 'counter32'
  | 'gauge32'
  | 'time-ticks'
  | 'opaque'
  | 'counter64'
  | 'no-such-object'
  | 'no-such-instance'
  | 'end-of-mib-view'

/** What a value of each type is. */
export interface SnmpContent {
  integer: number
  'octet-string': Uint8Array
  null: undefined
  'object-id': string
  'ip-address': string
  counter32: number
  gauge32: number
  'time-ticks': number
  opaque: Uint8Array
  counter64: bigint
  'no-such-object': undefined
  'no-such-instance': undefined
  'end-of-mib-view': undefined
}

/** A typed SMI value, or an exception in its place. `if (value.type === 'counter64')` makes `value.value` a `bigint`. */
export type SnmpValue = { [Type in SnmpType]: SnmpTyped<Type> }[SnmpType]

/** Makes a value of that type. What cannot be one is told by the call that it is given to. */
export const SnmpValue: {
  new <Type extends SnmpType>(
    type: Type,
    ...value: SnmpContent[Type] extends undefined ? [] : [SnmpContent[Type]]
  ): SnmpTyped<Type>
}

/** A value whose type is known. */
export interface SnmpTyped<Type extends SnmpType> {
  /** Its type, or which exception it is. */
  readonly type: Type
  /**
   * Numbers as `number`, `counter64` as `bigint`, a time in hundredths of a second; octets as `Uint8Array`; addresses and
   * object identifiers as `string`; `undefined` for `null` and exceptions.
   */
  readonly value: SnmpContent[Type]
  /** The content for people: octets are their text where they are text, else hexadecimal (`00 1e 58`). */
  readonly text: string
  /** `time-ticks` in milliseconds. */
  readonly durationMs: number | undefined
  /** Whether this is `no-such-object`, `no-such-instance` or `end-of-mib-view`. */
  readonly isException: boolean
  toString(): string
}

/** A variable: a name and its value (RFC 3416 §3). */
export interface VarBind {
  /** The object identifier of the instance. */
  readonly name: string
  /** Its value, or an exception. */
  readonly value: SnmpValue
}

/** A variable that was sent but cannot be read. The message around it was kept. */
export interface VarBindFault {
  /** Its place among all the variables of the message, readable or not, from 0. */
  readonly position: number
  /** Its name, where at least that can be read. */
  readonly name?: string
  /** What is wrong, and where. */
  readonly error: string
  /** Whether the octets after it could not be read either, so that variables may be missing. */
  readonly restLost: boolean
  /** A sentence for people. */
  readonly text: string
}

/** The nouns that cross as text, checked and written as the library writes them. */
export const value: {
  /** The canonical text of an object identifier, such as `1.3.6.1.2.1.1.5.0`. Throws `invalid`. */
  oid(text: string): string
  /** The canonical text of a MAC address, such as `00:1e:58:a3:2f:cd`. Throws `invalid`. */
  mac(text: string): string
}
