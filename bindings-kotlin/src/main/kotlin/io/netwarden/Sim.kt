package io.netwarden

/**
 * The agents of a simulated network, each at its own loopback address and all at one UDP port.
 *
 * They answer until the network is closed.
 */
class SimulatedNetwork internal constructor(private val native: NativeSimulatedNetwork) : AutoCloseable {
    /** Its name in the gallery. */
    val name: String by lazy { native.name() }

    /** The network that the devices' addresses lie in: what to discover. */
    val range: String by lazy { native.range() }

    /** The UDP port at which every device answers. */
    val port: UShort by lazy { native.port() }

    /** What is true of it, to compare with what was found: devices, links, segments and hosts, as JSON. */
    fun truthJson(): String = native.truthJson()

    /** Stops answering and closes the sockets. */
    fun stop() = native.stop()

    override fun close() = stop()

    override fun toString(): String = "<SimulatedNetwork $name $range port $port>"
}

/** Simulated networks with known truth: real agents on loopback addresses, no hardware. */
object Sim {
    /**
     * Starts the network of that name in the gallery; [port] 0 takes one that is free. Its agents also answer to [users]
     * in SNMPv3, and take orders in the community [writeCommunity] and, where there is one, from [users].
     */
    suspend fun start(
        name: String,
        port: UShort = 0u,
        users: List<UsmUser> = emptyList(),
        writeCommunity: String? = null,
    ): SimulatedNetwork =
        SimulatedNetwork(guarded { NativeSimulatedNetwork.start(name, port, users.map { it.native }, writeCommunity) })

    /** The names of the gallery. */
    fun names(): List<String> = nativeSimNames()
}
