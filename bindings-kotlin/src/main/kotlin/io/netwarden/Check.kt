package io.netwarden

/** What to try and what would be right. Made by the functions of [Check]. */
class CheckSpec internal constructor(internal val native: NativeCheck) {
    /** What is checked, for people: `example.org`, `mail.example.org:25`. */
    val target: String get() = native.target()

    /** Milliseconds after which an attempt has ended in any case. */
    val timeLimitMs: ULong get() = native.timeLimitMs()

    /** The check as one line of JSON, every default filled in. */
    fun toJson(): String = guarded { native.toJson() }

    /** Judges what another prober saw, given as the JSON of an observation. */
    fun evaluate(observation: String): CheckResult = guarded { native.evaluate(observation) }

    /** Makes one attempt and judges it. Cancelling the coroutine ends the attempt. */
    suspend fun run(options: ProbeOptions = ProbeOptions()): CheckResult = guarded { native.run(options) }

    override fun toString(): String = "<CheckSpec $target>"

    companion object {
        /** Reads a check: an object whose `type` names one of the functions of [Check]. Throws [NetwardenException.Invalid]. */
        fun fromJson(text: String): CheckSpec = CheckSpec(guarded { NativeCheck.fromJson(text) })
    }
}

/** Checks. A target that fails is a result; an exception is only a check that makes no sense. */
object Check {
    // ---- generated checks ----

    /** A check by what the program has registered as [check]. */
    fun custom(check: String, options: CustomOptions = CustomOptions()): CheckSpec =
        CheckSpec(guarded { nativeCustom(check, options) })

    /** A check by the monitoring plugin [program], the name of a file in the prober's folder of plugins. */
    fun plugin(program: String, options: PluginOptions = PluginOptions()): CheckSpec =
        CheckSpec(guarded { nativePlugin(program, options) })

    /** A check of [host] by echo requests: five, 200 ms apart. */
    fun icmp(host: String, options: IcmpOptions = IcmpOptions()): CheckSpec =
        CheckSpec(guarded { nativeIcmp(host, options) })

    /** A check of [target], as `host:port`, by a TCP connection. */
    fun tcp(target: String, options: TcpOptions = TcpOptions()): CheckSpec =
        CheckSpec(guarded { nativeTcp(target, options) })

    /** A check of [target], as `host:port`, by a datagram. */
    fun udp(target: String, options: UdpOptions = UdpOptions()): CheckSpec =
        CheckSpec(guarded { nativeUdp(target, options) })

    /** A check of [url], which begins with `http://` or `https://`. */
    fun http(url: String, options: HttpOptions = HttpOptions()): CheckSpec =
        CheckSpec(guarded { nativeHttp(url, options) })

    /** A check of [target], as `host:port`, by the health protocol of gRPC. */
    fun grpc(target: String, options: GrpcOptions = GrpcOptions()): CheckSpec =
        CheckSpec(guarded { nativeGrpc(target, options) })

    /** A check of [url], which begins with `http://` or `https://`, by a call of a SOAP service. */
    fun soap(url: String, options: SoapOptions = SoapOptions()): CheckSpec =
        CheckSpec(guarded { nativeSoap(url, options) })

    /** A check of [url], which begins with `ws://` or `wss://`, by the opening of a WebSocket. */
    fun websocket(url: String, options: WebsocketOptions = WebsocketOptions()): CheckSpec =
        CheckSpec(guarded { nativeWebsocket(url, options) })

    /** A check of [target], as `host` or `host:port`, by a conversation with a mail server. */
    fun smtp(target: String, options: SmtpOptions = SmtpOptions()): CheckSpec =
        CheckSpec(guarded { nativeSmtp(target, options) })

    /** A check of [target], as `host` or `host:port`, by a conversation with an IMAP server. */
    fun imap(target: String, options: ImapOptions = ImapOptions()): CheckSpec =
        CheckSpec(guarded { nativeImap(target, options) })

    /** A check of [target], as `host` or `host:port`, by a conversation with a POP3 server. */
    fun pop3(target: String, options: Pop3Options = Pop3Options()): CheckSpec =
        CheckSpec(guarded { nativePop3(target, options) })

    /** A check of [target], as `host` or `host:port`, by a conversation with an FTP server. */
    fun ftp(target: String, options: FtpOptions = FtpOptions()): CheckSpec =
        CheckSpec(guarded { nativeFtp(target, options) })

    /** A check of [target], as `host` or `host:port`, by a conversation with a directory server. */
    fun ldap(target: String, options: LdapOptions = LdapOptions()): CheckSpec =
        CheckSpec(guarded { nativeLdap(target, options) })

    /** A check of what name servers say of [name]: its IPv4 addresses, where nothing else is asked for. */
    fun dns(name: String, options: DnsOptions = DnsOptions()): CheckSpec =
        CheckSpec(guarded { nativeDns(name, options) })

    /** A check whether who was given `token` for [host] could place it there. */
    fun ownership(host: String, options: OwnershipOptions = OwnershipOptions()): CheckSpec =
        CheckSpec(guarded { nativeOwnership(host, options) })

    /** A check of the registration of the domain [name]. */
    fun domain(name: String, options: DomainOptions = DomainOptions()): CheckSpec =
        CheckSpec(guarded { nativeDomain(name, options) })

    /** A check of [target], as `host` or `host:port`, by the time that a server tells. */
    fun ntp(target: String, options: NtpOptions = NtpOptions()): CheckSpec =
        CheckSpec(guarded { nativeNtp(target, options) })

    /** A check of [target], as `host` or `host:port`, by a question to a RADIUS server, which knows us by `secret`. */
    fun radius(target: String, options: RadiusOptions = RadiusOptions()): CheckSpec =
        CheckSpec(guarded { nativeRadius(target, options) })

    /** A check of [target], as `host` or `host:port`, by what a SIP server says of itself (`OPTIONS`). */
    fun sip(target: String, options: SipOptions = SipOptions()): CheckSpec =
        CheckSpec(guarded { nativeSip(target, options) })

    /** A check of [target], as `host` or `host:port`, by the first words of an SSH server. */
    fun ssh(target: String, options: SshOptions = SshOptions()): CheckSpec =
        CheckSpec(guarded { nativeSsh(target, options) })

    /** A check of [target], as `host` or `host:port`, by a conversation with a Telnet server. */
    fun telnet(target: String, options: TelnetOptions = TelnetOptions()): CheckSpec =
        CheckSpec(guarded { nativeTelnet(target, options) })

    /** A check of [target], as `host` or `host:port`, by a conversation with an AMQP 0-9-1 broker. */
    fun amqp(target: String, options: AmqpOptions = AmqpOptions()): CheckSpec =
        CheckSpec(guarded { nativeAmqp(target, options) })

    /** A check of [target], as `host` or `host:port`, by a conversation with a Kafka broker. */
    fun kafka(target: String, options: KafkaOptions = KafkaOptions()): CheckSpec =
        CheckSpec(guarded { nativeKafka(target, options) })

    /** A check of [target], as `host` or `host:port`, by a conversation with a memcached server. */
    fun memcached(target: String, options: MemcachedOptions = MemcachedOptions()): CheckSpec =
        CheckSpec(guarded { nativeMemcached(target, options) })

    /** A check of [target], as `host` or `host:port`, by a conversation with a MongoDB server. */
    fun mongodb(target: String, options: MongodbOptions = MongodbOptions()): CheckSpec =
        CheckSpec(guarded { nativeMongodb(target, options) })

    /** A check of [target], as `host` or `host:port`, by a conversation with an MQTT broker. */
    fun mqtt(target: String, options: MqttOptions = MqttOptions()): CheckSpec =
        CheckSpec(guarded { nativeMqtt(target, options) })

    /** A check of [target], as `host` or `host:port`, by the first words of a Microsoft SQL Server. */
    fun mssql(target: String, options: MssqlOptions = MssqlOptions()): CheckSpec =
        CheckSpec(guarded { nativeMssql(target, options) })

    /** A check of [target], as `host` or `host:port`, by a conversation with a MySQL or MariaDB server. */
    fun mysql(target: String, options: MysqlOptions = MysqlOptions()): CheckSpec =
        CheckSpec(guarded { nativeMysql(target, options) })

    /** A check of [target], as `host` or `host:port`, by a conversation with a NATS server. */
    fun nats(target: String, options: NatsOptions = NatsOptions()): CheckSpec =
        CheckSpec(guarded { nativeNats(target, options) })

    /** A check of [target], as `host` or `host:port`, by a conversation with a PostgreSQL server. */
    fun postgres(target: String, options: PostgresOptions = PostgresOptions()): CheckSpec =
        CheckSpec(guarded { nativePostgres(target, options) })

    /** A check of [target], as `host` or `host:port`, by a conversation with a Redis server. */
    fun redis(target: String, options: RedisOptions = RedisOptions()): CheckSpec =
        CheckSpec(guarded { nativeRedis(target, options) })

    // ---- end of generated checks ----

    /** A check of [target], as `host:port`, by a TLS connection: the certificate counts. */
    fun tls(target: String, options: TcpOptions = TcpOptions()): CheckSpec = tcp(target, options.copy(tls = true))

    /** A check of `https://` and [rest]: a host, and whatever follows it in a URL. */
    fun https(rest: String, options: HttpOptions = HttpOptions()): CheckSpec = http("https://$rest", options)

    /** The token of [account] for [host], which follows from the service's [secret] of at least 16 bytes: what [ownership] looks for. */
    fun ownershipToken(secret: String, account: String, host: String): String =
        guarded { nativeOwnershipToken(secret, account, host) }

    /** The canonical text of a threshold range, such as `10`, `10:`, `~:10`, `10:20` or `@10:20`. */
    fun thresholdRange(text: String): String = guarded { nativeThresholdRange(text) }

    /** The canonical text of a range of HTTP statuses, such as `200` or `200-299`. */
    fun statusRange(text: String): String = guarded { nativeStatusRange(text) }

    /** Whether [value] alerts by a threshold range as the Monitoring Plugins guidelines define it. */
    fun alerts(range: String, value: Double): Boolean = guarded { nativeAlerts(range, value) }

    /** What [value] is by these threshold ranges: critical, a warning, or OK. */
    fun judge(value: Double, thresholds: Thresholds = Thresholds()): Status =
        guarded { nativeJudge(value, thresholds.warning, thresholds.critical) }

    /** Reads the performance data of a monitoring plugin. */
    fun perfdata(text: String): List<Perfdata> = guarded { nativePerfdata(text) }
}

/** `OK example.org 200 in 84 ms (dns 3, connect 11, tls 24, first byte 41), certificate 61 days` */
val CheckResult.text: String get() = nativeResultText(this)

/** The stable code, the same in every language. */
val Cause.code: String get() = nativeCauseCode(this)

/** Completes a sentence that begins with the target. */
val Cause.text: String get() = nativeCauseText(this)

/** The stable code, the same in every language. */
val TlsCause.code: String get() = nativeTlsCauseCode(this)

/** Completes a sentence that begins with the target. */
val TlsCause.text: String get() = nativeTlsCauseText(this)

/** The line that a monitoring plugin prints: the result and the performance data. */
val CheckResult.pluginOutput: String get() = nativePluginOutput(this)

/** As a monitoring plugin prints it: `time=0.084s;1;2;0`. */
val Perfdata.text: String get() = nativePerfdataText(this)
