package io.netwarden

/**
 * The topology of devices that come, change and go, kept up to date device by device.
 *
 * At every moment it is what [Topology.infer] makes of the same devices. What an update costs depends on what it touches, not
 * on the whole network. Its calls suspend, and work in a thread of [kotlinx.coroutines.Dispatchers.Default], one after the other.
 */
class LiveTopology private constructor(private val native: NativeLiveTopology) {
    /** Without devices. The options are those of [Topology.infer]. */
    constructor(
        strategy: Strategy = Strategy.DEFAULT,
        hide: List<Source> = emptyList(),
        cables: List<Model> = emptyList(),
    ) : this(NativeLiveTopology(strategy, hide, cables))

    /** The devices, by id. */
    suspend fun devices(): List<DeviceSnapshot> = beside { native.devices() }

    /** The device of that id. */
    suspend fun device(id: String): DeviceSnapshot? = beside { native.device(id) }

    /** Adds a device, or puts this snapshot in the place of the one with the same id; returns what changed. */
    suspend fun replace(device: DeviceSnapshot): List<Change> = update(listOf(device))

    /** Removes the device of that id, with what only it said; returns what changed. Without it, nothing changes. */
    suspend fun remove(id: String): List<Change> = beside { native.remove(id) }

    /**
     * Removes the devices of these ids, then adds or replaces others, at once; returns what changed, in canonical order. It is
     * faster than one by one.
     */
    suspend fun update(replaced: List<DeviceSnapshot>, removed: List<String> = emptyList()): List<Change> =
        beside { native.update(replaced, removed) }

    /** The same with all devices of a site, which do not cross the border for it. */
    suspend fun update(site: Site, removed: List<String> = emptyList()): List<Change> =
        beside { native.updateSite(site.native, removed) }

    /** The whole network, as it is now. */
    suspend fun topology(): Topology = beside { Topology(native.topology()) }

    override fun toString(): String = "<LiveTopology ${native.count()} devices>"
}
