import native from '../native.cjs'
import { guard } from './error.js'
import { CheckSpec } from './spec.js'
import { asJson } from './words.js'

export { CheckSpec }

// ---- generated checks ----

/** A check by what the program has registered as `check`. */
export const custom = (check, options = {}) => spec('custom', { check, ...options })

/** A check by the monitoring plugin `program`, the name of a file in the prober's folder of plugins. */
export const plugin = (program, options = {}) => spec('plugin', { program, ...options })

/** A check of `host` by echo requests: five, 200 ms apart. */
export const icmp = (host, options = {}) => spec('icmp', { host, ...options })

/** A check of `target`, as `host:port`, by a TCP connection. */
export const tcp = (target, options = {}) => spec('tcp', { target, ...options })

/** A check of `target`, as `host:port`, by a datagram. */
export const udp = (target, options = {}) => spec('udp', { target, ...options })

/** A check of `url`, which begins with `http://` or `https://`. */
export const http = (url, options = {}) => spec('http', { url, ...options })

/** A check of `target`, as `host:port`, by the health protocol of gRPC. */
export const grpc = (target, options = {}) => spec('grpc', { target, ...options })

/** A check of `url`, which begins with `http://` or `https://`, by a call of a SOAP service. */
export const soap = (url, options = {}) => spec('soap', { url, ...options })

/** A check of `url`, which begins with `ws://` or `wss://`, by the opening of a WebSocket. */
export const websocket = (url, options = {}) => spec('websocket', { url, ...options })

/** A check of `target`, as `host` or `host:port`, by a conversation with a mail server. */
export const smtp = (target, options = {}) => spec('smtp', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by a conversation with an IMAP server. */
export const imap = (target, options = {}) => spec('imap', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by a conversation with a POP3 server. */
export const pop3 = (target, options = {}) => spec('pop3', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by a conversation with an FTP server. */
export const ftp = (target, options = {}) => spec('ftp', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by a conversation with a directory server. */
export const ldap = (target, options = {}) => spec('ldap', { target, ...options })

/** A check of what name servers say of `name`: its IPv4 addresses, where nothing else is asked for. */
export const dns = (name, options = {}) => spec('dns', { name, ...options })

/** A check whether who was given `token` for `host` could place it there. */
export const ownership = (host, options = {}) => spec('ownership', { host, ...options })

/** A check of the registration of the domain `name`. */
export const domain = (name, options = {}) => spec('domain', { name, ...options })

/** A check of `target`, as `host` or `host:port`, by the time that a server tells. */
export const ntp = (target, options = {}) => spec('ntp', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by a question to a RADIUS server, which knows us by `secret`. */
export const radius = (target, options = {}) => spec('radius', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by what a SIP server says of itself (`OPTIONS`). */
export const sip = (target, options = {}) => spec('sip', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by the first words of an SSH server. */
export const ssh = (target, options = {}) => spec('ssh', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by a conversation with a Telnet server. */
export const telnet = (target, options = {}) => spec('telnet', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by a conversation with an AMQP 0-9-1 broker. */
export const amqp = (target, options = {}) => spec('amqp', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by a conversation with a Kafka broker. */
export const kafka = (target, options = {}) => spec('kafka', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by a conversation with a memcached server. */
export const memcached = (target, options = {}) => spec('memcached', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by a conversation with a MongoDB server. */
export const mongodb = (target, options = {}) => spec('mongodb', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by a conversation with an MQTT broker. */
export const mqtt = (target, options = {}) => spec('mqtt', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by the first words of a Microsoft SQL Server. */
export const mssql = (target, options = {}) => spec('mssql', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by a conversation with a MySQL or MariaDB server. */
export const mysql = (target, options = {}) => spec('mysql', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by a conversation with a NATS server. */
export const nats = (target, options = {}) => spec('nats', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by a conversation with a PostgreSQL server. */
export const postgres = (target, options = {}) => spec('postgres', { target, ...options })

/** A check of `target`, as `host` or `host:port`, by a conversation with a Redis server. */
export const redis = (target, options = {}) => spec('redis', { target, ...options })

// ---- end of generated checks ----

/** A check of `target`, as `host:port`, by a TLS connection: the certificate counts. */
export const tls = (target, options = {}) => spec('tcp', { target, tls: true, ...options })

/** A check of `https://` and `rest`: a host, and whatever follows it in a URL. */
export const https = (rest, options = {}) => http(`https://${rest}`, options)

/** The token of `account` for `host`, which follows from the service's `secret`. */
export const ownershipToken = (secret, account, host) => guard(() => native.ownershipToken(secret, account, host))

/** The canonical text of a threshold range. */
export const thresholdRange = (text) => guard(() => native.thresholdRange(text))

/** The canonical text of a range of HTTP statuses. */
export const statusRange = (text) => guard(() => native.statusRange(text))

/** Whether `value` alerts by a threshold range. */
export const alerts = (range, value) => guard(() => native.alerts(range, value))

/** What `value` is by these threshold ranges. */
export const judge = (value, { warning, critical } = {}) => guard(() => native.judge(value, warning, critical))

/** Reads the performance data of a monitoring plugin. */
export const perfdata = (text) => guard(() => native.perfdata(text))

const spec = (type, options) => CheckSpec.fromJson(asJson({ type, ...options }))
