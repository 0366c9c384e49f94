import type { CheckResult, HttpOptions, Perfdata, Status, TcpOptions, Thresholds } from './data.js'
import type { Registry } from './custom.js'
// ---- generated imports ----

import type { AmqpOptions, CustomOptions, DnsOptions, DomainOptions, FtpOptions, GrpcOptions, IcmpOptions, ImapOptions, KafkaOptions, LdapOptions, MemcachedOptions, MongodbOptions, MqttOptions, MssqlOptions, MysqlOptions, NatsOptions, NtpOptions, OwnershipOptions, PluginOptions, Pop3Options, PostgresOptions, RadiusOptions, RedisOptions, SipOptions, SmtpOptions, SoapOptions, SshOptions, TelnetOptions, UdpOptions, WebsocketOptions } from './data.js'

// ---- end of generated imports ----

/** What to try and what would be right. Made by the functions of `check`. */
export class CheckSpec {
  private constructor()
  /** Reads a check: an object whose `type` names one of the functions of `check`. Throws `invalid`. */
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
  /** Secrets by the names under which checks ask for them; they can then be kept in files without them. */
  readonly secrets?: Readonly<Record<string, string>>
  /** The checks that the program itself brings; none. */
  readonly registry?: Registry
  /** The folder of the monitoring plugins that checks may run; none are run. */
  readonly plugins?: string
  /** Ends the attempt. */
  readonly signal?: AbortSignal
}

/** Checks. A target that fails is a result; an error is only a check that makes no sense. */
export const check: {
  // ---- generated checks ----

  /** A check by what the program has registered as `check`. */
  custom(check: string, options?: CustomOptions): CheckSpec
  /** A check by the monitoring plugin `program`, the name of a file in the prober's folder of plugins. */
  plugin(program: string, options?: PluginOptions): CheckSpec
  /** A check of `host` by echo requests: five, 200 ms apart. */
  icmp(host: string, options?: IcmpOptions): CheckSpec
  /** A check of `target`, as `host:port`, by a TCP connection. */
  tcp(target: string, options?: TcpOptions): CheckSpec
  /** A check of `target`, as `host:port`, by a datagram. */
  udp(target: string, options?: UdpOptions): CheckSpec
  /** A check of `url`, which begins with `http://` or `https://`. */
  http(url: string, options?: HttpOptions): CheckSpec
  /** A check of `target`, as `host:port`, by the health protocol of gRPC. */
  grpc(target: string, options?: GrpcOptions): CheckSpec
  /** A check of `url`, which begins with `http://` or `https://`, by a call of a SOAP service. */
  soap(url: string, options?: SoapOptions): CheckSpec
  /** A check of `url`, which begins with `ws://` or `wss://`, by the opening of a WebSocket. */
  websocket(url: string, options?: WebsocketOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by a conversation with a mail server. */
  smtp(target: string, options?: SmtpOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by a conversation with an IMAP server. */
  imap(target: string, options?: ImapOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by a conversation with a POP3 server. */
  pop3(target: string, options?: Pop3Options): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by a conversation with an FTP server. */
  ftp(target: string, options?: FtpOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by a conversation with a directory server. */
  ldap(target: string, options?: LdapOptions): CheckSpec
  /** A check of what name servers say of `name`: its IPv4 addresses, where nothing else is asked for. */
  dns(name: string, options?: DnsOptions): CheckSpec
  /** A check whether who was given `token` for `host` could place it there. */
  ownership(host: string, options?: OwnershipOptions): CheckSpec
  /** A check of the registration of the domain `name`. */
  domain(name: string, options?: DomainOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by the time that a server tells. */
  ntp(target: string, options?: NtpOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by a question to a RADIUS server, which knows us by `secret`. */
  radius(target: string, options?: RadiusOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by what a SIP server says of itself (`OPTIONS`). */
  sip(target: string, options?: SipOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by the first words of an SSH server. */
  ssh(target: string, options?: SshOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by a conversation with a Telnet server. */
  telnet(target: string, options?: TelnetOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by a conversation with an AMQP 0-9-1 broker. */
  amqp(target: string, options?: AmqpOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by a conversation with a Kafka broker. */
  kafka(target: string, options?: KafkaOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by a conversation with a memcached server. */
  memcached(target: string, options?: MemcachedOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by a conversation with a MongoDB server. */
  mongodb(target: string, options?: MongodbOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by a conversation with an MQTT broker. */
  mqtt(target: string, options?: MqttOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by the first words of a Microsoft SQL Server. */
  mssql(target: string, options?: MssqlOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by a conversation with a MySQL or MariaDB server. */
  mysql(target: string, options?: MysqlOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by a conversation with a NATS server. */
  nats(target: string, options?: NatsOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by a conversation with a PostgreSQL server. */
  postgres(target: string, options?: PostgresOptions): CheckSpec
  /** A check of `target`, as `host` or `host:port`, by a conversation with a Redis server. */
  redis(target: string, options?: RedisOptions): CheckSpec

  // ---- end of generated checks ----
  /** A check of `target`, as `host:port`, by a TLS connection: the certificate counts. */
  tls(target: string, options?: TcpOptions): CheckSpec
  /** A check of `https://` and `rest`: a host, and whatever follows it in a URL. */
  https(rest: string, options?: HttpOptions): CheckSpec
  /**
   * The token of `account` for `host`, which follows from the service's `secret` of at least 16 bytes: what `ownership` looks for.
   * Throws `invalid`.
   */
  ownershipToken(secret: string, account: string, host: string): string
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
