export * from './types.js'
import type { TableRows } from './rows.js'
import type {
  AdminStatus,
  Changes,
  CheckResult,
  Delta,
  Denial,
  DeviceRates,
  DeviceSnapshot,
  DeviceStatistics,
  EngineStatistics,
  Explanation,
  Gap,
  HttpOptions,
  IcmpOptions,
  Link,
  ManagementPath,
  MibReport,
  MissedDevice,
  Node,
  Notification,
  ObjectInfo,
  OrderReport,
  PartialDevice,
  Perfdata,
  PolledRate,
  Progress,
  Rate,
  Segment,
  Source,
  Status,
  Strategy,
  TargetFailure,
  TcpOptions,
  Thresholds,
  TrapStatistics,
  Unused,
} from './types.js'

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

/**
 * The inferred network: devices, the cables between them, shared segments, and what did not fit.
 * The order of every list is canonical: the same evidence in any order gives the same topology.
 */
export class Topology {
  private constructor()
  /** Reads what `toJson` wrote. Throws `malformed` with the place and what is wrong there. */
  static fromJson(text: string): Topology
  /** Devices: polled ones, neighbors that were heard of, hosts that were only seen. */
  readonly nodes: readonly Node[]
  /** Cables with two ends, redundant blocked ones included. */
  readonly links: readonly Link[]
  /** Media with more than two members: a hub, an unmanaged switch, a radio cell. */
  readonly segments: readonly Segment[]
  /** Statements that no link uses, each with the reason. */
  readonly unused: readonly Unused[]
  /** The strategy that made this: `default`, `stp-segments`. */
  readonly strategy: string
  /** The node of that id, or else of that name, `sysName`, IP or MAC address. */
  node(nameOrId: string): Node | undefined
  /** The best link between two nodes, given by name or id: the strongest, then the surest. */
  linkBetween(a: string, b: string): Link | undefined
  /** All links between two nodes, given by name or id. */
  linksBetween(a: string, b: string): readonly Link[]
  /** The links of a node, given by name or id. */
  linksOf(node: string): readonly Link[]
  /** The shared media that a node is on, given by name or id. */
  segmentsOf(node: string): readonly Segment[]
  /** Why these two nodes, given by name or id, are joined: by their best link, else by the medium that both are on. */
  explain(a: string, b: string): Explanation | undefined
  /** The topology as JSON, on one line or, with `pretty`, indented for people. Equal topologies give equal text. */
  toJson(options?: { readonly pretty?: boolean }): string
  /** The topology in Graphviz' language. */
  toDot(): string
  /** The topology as GraphML, for yEd, Gephi and others. */
  toGraphml(): string
  /** One line per device, as CSV (RFC 4180). */
  devicesCsv(): string
  /** One line per port, as CSV (RFC 4180). */
  portsCsv(): string
  /** One line per link, as CSV (RFC 4180). */
  linksCsv(): string
  /** Writes the topology in the format that the name asks for: .html, .svg, .json, .dot, .gv, .graphml or .csv (links). */
  save(path: string): void
  /** The topology as a drawing. */
  toSvg(): string
  /** The topology as one interactive page without outside references. */
  toHtml(): string
  toString(): string
}

/** How a topology is to be inferred. */
export interface TopologyOptions {
  /** The way to infer; `default`. */
  readonly strategy?: Strategy
  /** Sources of evidence to leave out, as if no device had answered them; none. */
  readonly hide?: Iterable<Source>
}

/** What a discovery, or a folder of recordings, brought: devices, and what failed and why. */
export class Site {
  private constructor()
  /**
   * Reads a folder of recordings: a file, or a subfolder of files, for each device.
   * `snmpwalk -On` text, `.properties` with the same lines and `.snmprec` are read.
   */
  static fromRecordings(directory: string): Site
  /** Reads what `toJson` wrote. Throws `malformed` with line and column. */
  static fromJson(text: string): Site
  /** Devices that answered, by id. */
  readonly devices: readonly DeviceSnapshot[]
  /** Targets of which nothing was obtained, and why. */
  readonly failures: readonly TargetFailure[]
  /** Targets that were asked. */
  readonly asked: number
  /** Whether the work was ended before its end; what was found so far is here. */
  readonly cancelled: boolean
  /** The network that these devices describe. */
  topology(options?: TopologyOptions): Topology
  /**
   * The traffic of every device that is in `earlier` too, under the same id, from then to now. The local time between
   * two visits is that of `polledAt`; where one of them is not known, as of a recording, the agent's clock alone decides.
   */
  ratesSince(earlier: Site): readonly DeviceRates[]
  /** The site as one line of JSON. */
  toJson(): string
  toString(): string
}

/**
 * One reading of one counter: its value with its width, and when it was read by every clock that can tell. One of
 * `counter32` and `counter64` is required. The more the agent says, the more decreases can be explained: read
 * `sysUpTime.0` in the same PDU as the counter. Times of the agent are `TimeTicks`, hundredths of a second.
 */
export interface Sample {
  readonly counter32?: number
  readonly counter64?: bigint
  /** The local clock, in milliseconds from any start. */
  readonly atMs: number
  /** `sysUpTime.0` of the same PDU. */
  readonly uptime?: number
  /** `ifCounterDiscontinuityTime` (RFC 2863). */
  readonly discontinuity?: number
  /** `ifLastChange`. */
  readonly lastChange?: number
  /** `snmpEngineBoots` (RFC 3411). */
  readonly engineBoots?: number
}

/** The most that the counter can count in a second; unknown without it. */
export interface RateOptions {
  readonly maxRate?: number
}

/** Counters to deltas to rates, without the classic lies. */
export const counter: {
  /** What a counter did from one sample to the other. */
  delta(earlier: Sample, later: Sample, options?: RateOptions): Delta
  /** The rate between two polls of which either may have brought nothing, or the reason why there is none. */
  rate(earlier: Sample | undefined, later: Sample | undefined, options?: RateOptions): Rate | Gap
}

/** What to try and what would be right. Made by the functions of `check`. */
export class CheckSpec {
  private constructor()
  /** Reads a check: an object whose `type` is `icmp`, `tcp` or `http`. Throws `invalid`. */
  static fromJson(text: string): CheckSpec
  /** What is checked, for people: `example.org`, `mail.example.org:25`. */
  readonly target: string
  /** Milliseconds after which an attempt has ended in any case. */
  readonly timeLimitMs: number
  /** The check as one line of JSON, every default filled in. */
  toJson(): string
  /** Judges what another prober saw, given as the JSON of an observation. */
  evaluate(observation: string): CheckResult
  /** Makes one attempt and judges it. Aborting the signal ends the attempt. */
  run(options?: ProbeOptions): Promise<CheckResult>
  toString(): string
}

/** How probes are made. */
export interface ProbeOptions {
  /** Certificates to trust too, as PEM. */
  readonly trustPem?: string
  /** Whether to trust only those, none of the public roots that Mozilla trusts; false. */
  readonly onlyGivenRoots?: boolean
  /** The `User-Agent` of HTTP requests; `netwarden/` and the version. */
  readonly userAgent?: string
  /** Whether to touch no private, local or special address; false. A prober that others give targets to needs it. */
  readonly closed?: boolean
  /** Ends the attempt. */
  readonly signal?: AbortSignal
}

/** Checks. A target that fails is a result; an error is only a check that makes no sense. */
export const check: {
  /** A check of `host` by echo requests: five, 200 ms apart. */
  icmp(host: string, options?: IcmpOptions): CheckSpec
  /** A check of `target`, as `host:port`, by a TCP connection. */
  tcp(target: string, options?: TcpOptions): CheckSpec
  /** A check of `target`, as `host:port`, by a TLS connection: the certificate counts. */
  tls(target: string, options?: TcpOptions): CheckSpec
  /** A check of `url`, which begins with `http://` or `https://`. */
  http(url: string, options?: HttpOptions): CheckSpec
  /** A check of `https://` and `rest`: a host, and whatever follows it in a URL. */
  https(rest: string, options?: HttpOptions): CheckSpec
  /** The canonical text of a threshold range, such as `10`, `10:`, `~:10`, `10:20` or `@10:20`. Throws `invalid`. */
  thresholdRange(text: string): string
  /** The canonical text of a range of HTTP statuses, such as `200` or `200-299`. Throws `invalid`. */
  statusRange(text: string): string
  /** Whether `value` alerts by a threshold range as the Monitoring Plugins guidelines define it. */
  alerts(range: string, value: number): boolean
  /** What `value` is by these threshold ranges: `critical`, `warning` or `ok`. */
  judge(value: number, thresholds?: Thresholds): Status
  /** Reads the performance data of a monitoring plugin. Throws `invalid`. */
  perfdata(text: string): readonly Perfdata[]
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

/** Makes a value of that type. What cannot be one is told by the call that it is given to. */
export const SnmpValue: {
  new <Type extends SnmpType>(
    type: Type,
    ...value: SnmpContent[Type] extends undefined ? [] : [SnmpContent[Type]]
  ): SnmpTyped<Type>
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

/** What a walk read below one root. */
export interface WalkedColumn {
  /** The root. */
  readonly root: string
  /** The variables, in increasing order of their names. */
  readonly varbinds: readonly VarBind[]
  /** Whether everything below the root was read. */
  readonly complete: boolean
  /** Why not, in words. */
  readonly reason?: string
  /**
   * The stable code of why the walk stopped: `out-of-subtree`, `end-of-mib-view`, `no-such-name` where all was read;
   * `not-increasing`, `too-many-rows`, `too-many-bytes`, `too-long`, `agent-error`, `empty-answer`, `unreadable`,
   * `no-answer`, `restarted`, `cancelled`.
   */
  readonly end: string
  /** The variables that the agent sent but that cannot be read. */
  readonly faults: readonly VarBindFault[]
}

/** A row, or a cell of a row, that could not be read. */
export interface RowFault {
  /** The MIB's name of the table. */
  readonly table: string
  /** The row's index, dotted. */
  readonly index: string
  /** The MIB's name of the column; without it the index itself is wrong. */
  readonly column?: string
  /** What was found, shortened. */
  readonly found: string
  /** What would be right. */
  readonly expected: string
  /** A sentence for people. */
  readonly text: string
}

/** A cell of a row: text also where it stands for an address, an object identifier or a bridge id; times in hundredths. */
export type Cell = number | bigint | string | Uint8Array

/** A table as rows: objects with the MIB's names, the index among them. A cell that the agent does not have is absent. */
export interface TableRead<Row = Readonly<Record<string, Cell | undefined>>> {
  /** The table: `IF-MIB::ifTable`. */
  readonly name: string
  /** The rows, by index, ascending. */
  readonly rows: readonly Row[]
  /** Whether the agent's whole table was read. */
  readonly complete: boolean
  /** Why not, in words. */
  readonly reason?: string
  /** Rows and cells that could not be read; at most 256. */
  readonly faults: readonly RowFault[]
  /** Faults beyond that number. */
  readonly moreFaults: number
}

/** A MIB file's text, where it is not read from a path. It may have several modules. */
export interface MibFile {
  /** What to call it in messages: its path. */
  readonly name: string
  /** Its text, mostly ASCII. */
  readonly text: string | Uint8Array
}

/**
 * Names of objects and of their values: those of the tables that this library reads and of what is near them, and what the
 * user's own MIB files add.
 */
export class Names {
  constructor()
  /**
   * The number of a name: `IF-MIB::ifHCInOctets.3`, `ifHCInOctets.3`, `dot1dTpFdbPort.00:1e:58:a3:2f:cd`,
   * `ipAddressIfIndex.ipv4."10.0.0.1"`, `1.3.6.1.2.1.1.5.0`. Throws `invalid` where the name is not known, where several
   * modules have it and none is named, or where the index is none.
   */
  lookup(name: string): string
  /** The name of a number, such as `IF-MIB::ifHCInOctets.3`; undefined where nothing near it has one. */
  nameOf(oid: string): string | undefined
  /** What is known of an object, by its name or its number or those of one of its instances. */
  describe(name: string): ObjectInfo | undefined
  /** A value of that object for people, with the names of its numbers: `lowerLayerDown(7)`. */
  show(name: string, value: SnmpValue): string
  /** The modules, by name. */
  readonly modules: readonly string[]
  /** How many objects have a name. */
  readonly size: number
  /**
   * Adds the names of MIB files (SMIv1 and SMIv2), each a file, a folder of them, or a text. What they import from must be
   * among them, but for the modules that define the language; their order does not matter.
   *
   * A fault throws `malformed` with the file and the line, and nothing is added. With `lenient` what can be understood is
   * taken, and the faults are in the report.
   */
  load(files: string | MibFile | Iterable<string | MibFile>, options?: { readonly lenient?: boolean }): MibReport
}

/** Tables by their names, with rows under MIB names. The row types are in `rows.d.ts`. */
export const mib: {
  /** The names of all tables that are read as rows, such as `IF-MIB::ifTable`. */
  names(): string[]
  /**
   * The rows of `table` that are among `varbinds`, which may come in any order and mixed with others. Throws `invalid` for
   * a table that is not among `names()`.
   */
  read<Name extends keyof TableRows>(table: Name, varbinds: Iterable<VarBind>): TableRead<TableRows[Name]>
  read(table: string, varbinds: Iterable<VarBind>): TableRead
}

/** How to ask an agent over the network. */
export interface SessionOptions {
  /** The community `public` in v2c. */
  readonly credential?: Credential
  /** The UDP port, where the address has none; 161. */
  readonly port?: number
  /** How long the first attempt waits for an answer; 1000. Each further one waits twice as long. */
  readonly timeoutMs?: number
  /** How often a request is sent again; 2. */
  readonly retries?: number
}

/** How to end a call. */
export interface CallOptions {
  /** Ends the call: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** How an order is given. The defaults do no harm. */
export interface OrderOptions extends CallOptions {
  /** Gives the order even where it may cut the device off; false. */
  readonly force?: boolean
  /** How long to look whether the port is as ordered; 5000. Reading takes its own time besides. */
  readonly timeoutMs?: number
  /** Whether to wait as long until `ifOperStatus` follows; false: a port without a cable never comes up. */
  readonly waitOper?: boolean
  /**
   * The device's own address by which it is reached, where that is not the one that the session asks: behind address
   * translation, or in a recording's or a simulation's place.
   */
  readonly reachedAt?: string
  /** The address from which the device is reached, as it sees it; by default this machine's address towards it. */
  readonly reachedFrom?: string
}

/** What a walk may cost. Every limit protects against what an agent controls. */
export interface WalkOptions extends CallOptions {
  /** The walk stops as soon as it has read more variables than this; 500,000. */
  readonly rows?: number
  /** The walk stops as soon as its variables take more octets of memory than this; 256 MiB. */
  readonly bytes?: number
  /** The walk stops after this time; 300,000. */
  readonly timeMs?: number
  /** The largest max-repetitions to ask for, 1 to 127; 127. */
  readonly repetitions?: number
  /** How to ask; `bulk`, which falls back to `next` where the agent is bad at it. */
  readonly stepping?: 'bulk' | 'next'
}

/** How to ask for many variables at once. */
export interface BulkOptions extends CallOptions {
  /** Of how many of the names, from the first, only the one variable that follows is wanted; 0. */
  readonly nonRepeaters?: number
  /** How many variables that follow each of the others are wanted; 10. */
  readonly maxRepetitions?: number
}

/**
 * One agent and the right to ask it. Names are object identifiers. Aborting the signal of a call ends it.
 *
 * Every call rejects with `refused` where the agent refuses, and with `timed-out`, `unreachable` or `malformed` where
 * there is no answer at all.
 */
export class Session {
  private constructor()
  /** Answers as the agent did that a file, or a folder of several, recorded; `device` names one of several. */
  static recorded(path: string, options?: { readonly device?: string }): Session
  /**
   * Asks a device of a network of the gallery (`sim.names()`) directly, without sockets. What is silence on a network is
   * `timed-out` at once. The device takes orders in the community `writeCommunity`.
   */
  static simulated(network: string, device: string, options?: { readonly credential?: Community; readonly writeCommunity?: string }): Session
  /** What the agent is called in messages: its address, or its name. */
  readonly target: string
  /** Gets these variables, in this order; one that the agent does not have comes with an exception as its value. */
  get(names: string | Iterable<string>, options?: CallOptions): Promise<readonly VarBind[]>
  /** Gets the variable that follows each of these. */
  getNext(names: string | Iterable<string>, options?: CallOptions): Promise<readonly VarBind[]>
  /**
   * Gets the one variable that follows each of the first `nonRepeaters` names, and up to `maxRepetitions` that follow each
   * of the others (RFC 3416 §4.2.3). In v1 it is `getNext`.
   */
  getBulk(names: string | Iterable<string>, options?: BulkOptions): Promise<readonly VarBind[]>
  /**
   * Sets these variables, all or none, and resolves with them as the agent confirms them. Rejects with `refused`, with the
   * status and the variable, where nothing was set; with `unconfirmed` where no readable answer came: it may have been set,
   * read it back; and with `invalid` before anything is sent, where there is nothing to set or a value is none.
   *
   * A request that is not answered is sent again, and the agent may carry it out once more. That is harmless for a value
   * that says what shall be; for one that does something each time take a session with `retries: 0`.
   */
  set(variables: VarBind | Iterable<VarBind>, options?: CallOptions): Promise<readonly VarBind[]>
  /**
   * Brings a port up or takes it down, and looks whether it is so then. A number is its `ifIndex`, a string its name.
   *
   * A port is not taken down where the device is reached through it, or where that cannot be told, unless `force` says so:
   * `protected`. An order that was given but is not seen done is no error: the report's `outcome` says so. Rejects with
   * `invalid` where there is no such port, or several, and as `set` and `get` do.
   */
  setIfAdminStatus(port: number | string, status: AdminStatus, options?: OrderOptions): Promise<OrderReport>
  /** Through which ports the device is reached, as far as it shows that. */
  managementPath(options?: Pick<OrderOptions, 'reachedAt' | 'reachedFrom' | 'signal'>): Promise<ManagementPath>
  /** Reads everything below `root`; the result says whether that is all, and if not why. */
  walk(root: string, options?: WalkOptions): Promise<WalkedColumn>
  /** Reads everything below each root, side by side in the same requests. */
  walkColumns(roots: Iterable<string>, options?: WalkOptions): Promise<readonly WalkedColumn[]>
  /** Reads a table, or a group of scalars, as rows. Rejects with `invalid` for one that is not among `mib.names()`. */
  table<Name extends keyof TableRows>(table: Name, options?: CallOptions): Promise<TableRead<TableRows[Name]>>
  table(table: string, options?: CallOptions): Promise<TableRead>
  toString(): string
}

/** A column to be polled: a column of numbers of a table. */
export interface PollColumn {
  /** The name in the batches. */
  readonly name: string
  /** The object identifier of the column, without index. */
  readonly oid: string
  /** The type that the MIB gives it. */
  readonly type: 'counter64' | 'counter32' | 'gauge32' | 'time-ticks' | 'integer'
}

/** What to poll, and how often. */
export interface PollOptions {
  /** The community `public` in v2c. */
  readonly credential?: Credential
  /** The UDP port, where an address has none; 161. */
  readonly port?: number
  /** The time from the beginning of one cycle to that of the next; 60,000. Devices are asked evenly in its first part. */
  readonly everyMs?: number
  /** At most 64, of tables with the same index; those of IF-MIB that traffic, errors and states follow from. */
  readonly columns?: PollColumn[]
  /** How long the first attempt waits for an answer; 1000. Each further one waits twice as long. */
  readonly timeoutMs?: number
  /** How often a request is sent again; 2. A device that was missed in the cycle before gets one datagram. */
  readonly retries?: number
}

/**
 * The batches of a poll, one for each cycle. `for await (const batch of engine.poll(targets))` ends the poll when the loop
 * ends. What nobody fetches is dropped, and counted in `PollBatch.skipped`.
 */
export class Poll implements AsyncDisposable {
  private constructor()
  /** The next batch; `undefined` once the poll was cancelled. Aborting the signal loses no batch. */
  nextBatch(options?: CallOptions): Promise<PollBatch | undefined>
  /** Ends the poll; who waits for a batch gets `undefined`. */
  cancel(): void
  [Symbol.asyncIterator](): AsyncGenerator<PollBatch, void, undefined>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * What one cycle of a poll brought: the numbers of all devices, column by column. A row is one row of a table of one
 * device, such as an interface. What is of rows has one length. What failed is in `missed` and `partial`.
 */
export class PollBatch {
  private constructor()
  /** Counts the cycles from 0; those that were skipped count too. */
  readonly cycle: number
  /** Cycles that were left out just before this one, as the one before took too long or nobody fetched it. */
  readonly skipped: number
  /** When the cycle began. */
  readonly time: Date
  /** How long the cycle took. */
  readonly tookMs: number
  /** All devices that are polled, answered or not, in the order in which they were given. */
  readonly devices: readonly string[]
  /** Of each row: the position of its device in `devices`. */
  readonly rowDevice: Uint32Array
  /** The arcs of the rows' indexes, one after the other. Where every index has one arc, row `n` has the `n`th. */
  readonly index: Uint32Array
  /** Where the arcs of each row end; empty where every index has one arc. */
  readonly indexEnds: Uint32Array
  /** Of each row: when its answer came, in nanoseconds since the cycle began. */
  readonly takenNs: BigUint64Array
  /** Of each row: `sysUpTime.0` of the same answer, in hundredths of a second; 0 where it is not known. */
  readonly uptime: Uint32Array
  /** Which rows have an uptime: 1 or 0. */
  readonly uptimeValid: Uint8Array
  /** The columns in the order in which they were given. */
  readonly columns: readonly PolledColumn[]
  /** Devices of which nothing was obtained. */
  readonly missed: readonly MissedDevice[]
  /** Devices of which not all was obtained. */
  readonly partial: readonly PartialDevice[]
  /** How many rows there are. */
  readonly length: number
  /** The column of that name. */
  column(name: string): PolledColumn | undefined
  /** The traffic of every interface from `earlier` to this batch; what is gone or was missed follows as gaps. */
  rates(earlier: PollBatch): readonly PolledRate[]
  toString(): string
}

/** One column of a `PollBatch`, with a value for every row. */
export interface PolledColumn {
  /** The name, such as `ifHCInOctets`. */
  readonly name: string
  /** The object identifier of the column, without index. */
  readonly oid: string
  /** The type that the MIB gives it. A device that sends another width of a counter has no value here. */
  readonly type: string
  /** A number for each row, signed where the type is `integer`; 0 where there is none. */
  readonly values: BigUint64Array | BigInt64Array
  /** Which rows have a value: 1 or 0. */
  readonly valid: Uint8Array
}

/** The nouns that cross as text, checked and written as the library writes them. */
export const value: {
  /** The canonical text of an object identifier, such as `1.3.6.1.2.1.1.5.0`. Throws `invalid`. */
  oid(text: string): string
  /** The canonical text of a MAC address, such as `00:1e:58:a3:2f:cd`. Throws `invalid`. */
  mac(text: string): string
}

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

/** A community, and the version to ask it in: `2c`, `1`, or `2c-or-1` for v1 where v2c brings no answer. */
export interface Community {
  readonly community: string
  readonly version?: '1' | '2c' | '2c-or-1'
}

/**
 * A user of SNMPv3, and the context to ask in. Each protocol comes with its password, of eight octets at least. `aes-192`
 * and `aes-256` try both ways in which agents extend keys; with `-c` at the end they are Cisco's alone.
 */
export interface UsmUser {
  readonly user: string
  readonly auth?: 'md5' | 'sha-1' | 'sha-224' | 'sha-256' | 'sha-384' | 'sha-512'
  readonly authPassword?: string
  readonly privacy?: 'des' | '3des' | 'aes-128' | 'aes-192' | 'aes-256' | 'aes-192-c' | 'aes-256-c'
  readonly privacyPassword?: string
  readonly context?: string
}

/** What proves to an agent that it may answer. */
export type Credential = Community | UsmUser

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
   * address or a host name. Rejects with `invalid` for a range that is none and `limit` for more than 1,048,576
   * addresses. What fails on the way is in the result.
   */
  discover(ranges: string | Iterable<string>, options?: DiscoverOptions): Promise<Site>
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

/** Where to listen, and to whom. */
export interface TrapListenerOptions {
  /** Addresses and ports; without any, it is port 162, which needs privilege. */
  readonly listen?: string | Iterable<string>
  /** Communities that are accepted; `public` without any and without users. */
  readonly communities?: readonly string[]
  /** Accepts every community; false. */
  readonly anyCommunity?: boolean
  /** Users of SNMPv3 that are accepted, from any engine, at exactly the level that their passwords give. */
  readonly users?: Iterable<UsmUser>
  /**
   * The `snmpEngineID` by which informs of v3 address the listener; without it, each start has one of its own, which senders
   * find out by themselves.
   */
  readonly engineId?: Uint8Array
  /** How often it was started with that id: to be stored, and one more at each start; 1. */
  readonly engineBoots?: number
  /** Networks, ranges and addresses that may send; all without any. */
  readonly allow?: string | Iterable<string>
  /** How many notifications wait; 10,000. When there are as many, what comes is not taken. */
  readonly queue?: number
  /** How many datagrams one sender may send: a second for long, 100, and at once, 1,000. */
  readonly rate?: { readonly perSecond?: number; readonly burst?: number }
  /** How long an inform is known again; 60,000. */
  readonly informWindowMs?: number
}

/** What to wait for. */
export interface ChangesOptions extends CallOptions {
  /** How long nothing may come, in milliseconds; 2,000. */
  readonly quietMs?: number
  /** Names the cables. */
  readonly topology?: Topology
}

/**
 * Receives the traps and informs of devices: SNMPv1, v2c and v3, over IPv4 and IPv6. Informs are acknowledged at once.
 * Nothing that arrives ends it: what is malformed, denied or too much is counted. `for await` brings the
 * notifications; `await using` closes it at the end.
 */
export class TrapListener implements AsyncDisposable, AsyncIterable<Notification> {
  private constructor()
  /** Opens the sockets and begins to listen. */
  static start(options?: TrapListenerOptions): Promise<TrapListener>
  /** Where it listens. */
  readonly addresses: readonly string[]
  /** The `snmpEngineID` by which informs of v3 address it; `undefined` without users. */
  readonly engineId: Uint8Array | undefined
  /** What was received, and what became of it. */
  statistics(): TrapStatistics
  /** The next notification, in the order of arrival; `undefined` once the listener was closed. */
  next(options?: CallOptions): Promise<Notification | undefined>
  /**
   * Waits for a notification, and then until none came for `quietMs` (2,000), or for ten times as long at most: one cut
   * cable is told by several devices. With `topology` the result names the cables.
   */
  nextChanges(options?: ChangesOptions): Promise<Changes | undefined>
  /** Closes the sockets; who waits gets `undefined`. */
  close(): void
  /** Whether the listener was closed. */
  readonly closed: boolean
  [Symbol.asyncIterator](): AsyncIterator<Notification>
  [Symbol.asyncDispose](): Promise<void>
}

/** Notifications without a listener. */
export const trap: {
  /** Reads a datagram of SNMPv1 or v2c that came from `source`, for a program that has a socket of its own. */
  read(datagram: Uint8Array, source: string): Notification
}

/** Whom simulated devices tell, and in which form. */
export interface TellOptions {
  /** An address and a port, such as `listener.addresses[0]`. */
  readonly to: string
  /** The version; `2c`. */
  readonly version?: '1' | '2c'
  /** Tells in SNMPv3 by this user; without it, in the device's community. */
  readonly user?: UsmUser
  /** Waits for the acknowledgement; false. */
  readonly inform?: boolean
}

/**
 * The agents of a simulated network, each at its own loopback address and all at one UDP port. They answer until the
 * network is stopped; `await using` stops it at the end.
 */
export class SimulatedNetwork implements AsyncDisposable {
  private constructor()
  /** Its name in the gallery. */
  readonly name: string
  /** The network that the devices' addresses lie in: what to discover. */
  readonly range: string
  /** The UDP port at which every device answers. */
  readonly port: number
  /** What is true of it, to compare with what was found: devices, links, segments and hosts, as JSON. */
  truthJson(): string
  /** Stops answering and closes the sockets. */
  stop(): Promise<void>
  /**
   * Cuts the cable in a port: the ports at both its ends go down, and every device there tells `to`. Rejects with `invalid`
   * for a port without a cable, `timed-out` for an inform that is not acknowledged and `denied` for one of v3 that is refused.
   */
  cut(device: string, port: string, options: TellOptions): Promise<void>
  /** Mends the cable in a port: the reverse of `cut`. */
  mend(device: string, port: string, options: TellOptions): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
  toString(): string
}

/** Simulated networks with known truth: real agents on loopback addresses, no hardware. */
export const sim: {
  /**
   * Starts the network of that name in the gallery; `port` 0 takes one that is free. Its agents also answer to `users` in
   * SNMPv3, and take orders in the community `writeCommunity` and, where there is one, from `users`.
   */
  start(name: string, options?: { readonly port?: number; readonly users?: UsmUser[]; readonly writeCommunity?: string }): Promise<SimulatedNetwork>
  /** The names of the gallery. */
  names(): string[]
}
