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

    /**
     * Cuts the cable in a port: the ports at both its ends go down, and every device there tells [to], an address and a
     * port such as `listener.addresses.first()`, in its community, or by [user] in SNMPv3; [inform] waits for the
     * acknowledgement.
     *
     * Throws [NetwardenException.Invalid] for a port without a cable, [NetwardenException.TimedOut] for an inform that is
     * not acknowledged and [NetwardenException.Denied] for one of v3 that is refused.
     */
    suspend fun cut(
        device: String,
        port: String,
        to: String,
        version: SnmpVersion = SnmpVersion.V2C,
        user: UsmUser? = null,
        inform: Boolean = false,
    ) = guarded { native.cut(device, port, to, version, user?.native, inform) }

    /** Mends the cable in a port: the reverse of [cut]. */
    suspend fun mend(
        device: String,
        port: String,
        to: String,
        version: SnmpVersion = SnmpVersion.V2C,
        user: UsmUser? = null,
        inform: Boolean = false,
    ) = guarded { native.mend(device, port, to, version, user?.native, inform) }

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

    /** The network of that name in the gallery, in memory. */
    fun world(name: String): World = World(guarded { NativeWorld.named(name) })

    /**
     * Makes a network of your own: devices, cables, VLANs, routers that speak OSPF, IS-IS and BGP.
     *
     * Throws [NetwardenException.Invalid] with what is wrong and what there is: a port that a device does not have, a cable too
     * many in a port, VLANs that do not fit.
     */
    fun build(blueprint: Blueprint): World = World(guarded { NativeWorld.build(blueprint) })

    /**
     * Makes a network to order: any number of switches in a shape, end systems, what the agents tell and what they leave out.
     * The same plan gives the same network, to the byte. It is made in a thread of
     * [kotlinx.coroutines.Dispatchers.Default].
     *
     * Throws [NetwardenException.Invalid] for a share outside 0 to 1 or a network without switches, and
     * [NetwardenException.Limit] beyond a million devices.
     */
    suspend fun generate(plan: Plan = Plan()): World =
        beside { World(NativeWorld.generate(plan)) }

    /** The names of the gallery. */
    fun names(): List<String> = nativeSimNames()
}
