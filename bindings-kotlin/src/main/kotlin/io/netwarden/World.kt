package io.netwarden

/**
 * A simulated network in memory: devices, cables, traffic, and all that the protocols between them have settled on.
 *
 * Time is an argument: the same world at the same moment gives the same bytes. Made by [Sim.generate] and [Sim.world]. What
 * takes long runs in a thread of [kotlinx.coroutines.Dispatchers.Default].
 */
class World internal constructor(internal val native: NativeWorld) {
    /** Its name. */
    val name: String by lazy { native.name() }

    /** Where the devices are asked on this machine once it is started. */
    val range: String by lazy { native.range() }

    /** The network that the devices' addresses lie in. */
    val network: String by lazy { native.network() }

    /** The address at which a device is asked on this machine once it is started, where it has one. */
    fun address(device: String): String? = native.address(device)

    /**
     * The device and port at the other end of the cable in a port; null where there is no cable. Throws
     * [NetwardenException.Invalid] where there is no such device or port.
     */
    fun otherEnd(device: String, port: String): TruthEnd? = guarded { native.otherEnd(device, port) }

    /** The names of all devices, in the order in which they were added. */
    val deviceNames: List<String> by lazy { native.deviceNames() }

    /** What is true of it, to judge conclusions by. */
    val truth: Truth by lazy { native.truth() }

    /**
     * What all agents say at that moment: what a discovery of it would bring. Of two visits, the rates between them come as of
     * any other.
     */
    suspend fun site(atMs: ULong = 0uL): Site = beside { Site(native.site(atMs)) }

    /**
     * All that the agent of a device shows at that moment, in the order of a walk, in the context of a VLAN where it has such;
     * null where it has not. Throws [NetwardenException.Invalid] where there is no such device.
     */
    fun recording(device: String, vlan: UShort? = null, atMs: ULong = 0uL): List<VarBind>? =
        guarded { native.recording(device, vlan, atMs) }

    /** The true traffic of an interface, to compare measured rates with. Throws [NetwardenException.Invalid] without one. */
    fun traffic(device: String, port: String, atMs: ULong = 0uL): PortTraffic = guarded { native.traffic(device, port, atMs) }

    /** How right and how complete [topology] is, which was inferred from [site], a visit to this world. */
    suspend fun score(site: Site, topology: Topology): Score =
        beside { native.score(site.native, topology.native) }

    /**
     * How many of the pairs of ports that some other method claims to be adjacent are, so that it can be compared: each port is
     * the name of its device and its own, as in [truth]. [site] is the visit that the method had.
     */
    suspend fun scorePairs(site: Site, pairs: Collection<Pair<TruthEnd, TruthEnd>>): Tally =
        beside { native.scorePairs(site.native, pairs.flatMap { it.toList() }) }

    /** Starts its agents on loopback addresses, as [Sim.start] does. */
    suspend fun start(
        port: UShort = 0u,
        users: List<UsmUser> = emptyList(),
        writeCommunity: String? = null,
    ): SimulatedNetwork = SimulatedNetwork(guarded { native.start(port, users.map { it.native }, writeCommunity) })

    override fun toString(): String = "<World $name of ${deviceNames.size} devices>"
}

/** The share, 0 to 1, of those claimed that are right; null where none was claimed. */
val Tally.precision: Double? get() = nativePrecision(this)

/** The share, 0 to 1, of those that there are that was found; null where there is none. */
val Tally.recall: Double? get() = nativeRecall(this)

/** The harmonic mean of [precision] and [recall], 0 where one is; null where there is nothing to find. */
val Tally.f1: Double? get() = nativeF1(this)

/**
 * The expected calibration error: by how much confidence and share of right ones differ, on average; null without links.
 */
val Score.calibrationError: Double? get() = nativeCalibrationError(this)
