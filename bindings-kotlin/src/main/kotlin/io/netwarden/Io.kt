package io.netwarden

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.channelFlow

/** What a search tells: how far it is, and at the end what it found. */
sealed interface DiscoveryEvent {
    /** How far it is. */
    data class Running(val progress: Progress) : DiscoveryEvent

    /** The end, with everything. */
    data class Finished(val site: Site) : DiscoveryEvent
}

/** Asks any number of agents over shared sockets. Nothing is global: two engines can live side by side. */
class Engine private constructor(private val native: NativeEngine) : AutoCloseable {
    /**
     * Searches [ranges] for devices and reads them.
     *
     * A range is `10.0.0.0/24`, `10.0.0.1-10.0.0.20`, `10.0.0.5-20`, an address, a host name, or several of them with
     * commas between. Without [credentials] it is the community `public` in v2c; several are tried in their order.
     * [onProgress] is called at most ten times a second, in a thread of the library. Cancelling the coroutine ends the
     * search.
     *
     * Throws [NetwardenException.Invalid] for a range that is none and [NetwardenException.Limit] for more than
     * 1,048,576 addresses. What fails on the way is in the result.
     */
    suspend fun discover(
        ranges: String,
        credentials: List<Credential> = emptyList(),
        options: DiscoverOptions = DiscoverOptions(),
        onProgress: ((Progress) -> Unit)? = null,
    ): Site = search(NativeTargets.Ranges(ranges), credentials, options, onProgress)

    /**
     * Visits the devices of a site again, at the addresses that they have there. Who does not answer now is a failure. Port and
     * credentials are to be said again: a site holds no secrets.
     */
    suspend fun discover(
        site: Site,
        credentials: List<Credential> = emptyList(),
        options: DiscoverOptions = DiscoverOptions(),
        onProgress: ((Progress) -> Unit)? = null,
    ): Site = search(NativeTargets.Again(site.native), credentials, options, onProgress)

    private suspend fun search(
        targets: NativeTargets,
        credentials: List<Credential>,
        options: DiscoverOptions,
        onProgress: ((Progress) -> Unit)?,
    ): Site {
        val listener = onProgress?.let { told ->
            object : NativeOnProgress {
                override fun onProgress(progress: Progress) = told(progress)
            }
        }
        return Site(guarded { native.discover(targets, credentials.map { it.native() }, options, listener) })
    }

    /** The same as a flow: progress, of which only the newest matters, and at the end the site. */
    fun discovery(
        ranges: String,
        credentials: List<Credential> = emptyList(),
        options: DiscoverOptions = DiscoverOptions(),
    ): Flow<DiscoveryEvent> = channelFlow {
        val site = discover(ranges, credentials, options) { trySend(DiscoveryEvent.Running(it)) }
        send(DiscoveryEvent.Finished(site))
    }

    /**
     * A session with the agent at [address]: `10.0.0.7`, `10.0.0.7:1161`, `[2001:db8::7]:1161`.
     *
     * Nothing is sent until something is asked. The sockets stay open as long as there is a session.
     *
     * Throws [NetwardenException.Invalid] where [address] is none.
     */
    fun session(
        address: String,
        credential: Credential = Community("public"),
        options: SessionOptions = SessionOptions(),
    ): Session = Session(guarded { native.session(address, credential.native(), options) })

    /**
     * Polls the agents at [addresses] again and again: `engine.poll(addresses).batches.collect { … }`.
     *
     * Each cycle brings one [PollBatch]; a device that does not answer is named in it. Throws
     * [NetwardenException.Invalid] for what makes no sense.
     */
    fun poll(
        addresses: List<String>,
        credential: Credential = Community("public"),
        options: PollOptions = PollOptions(),
    ): Poll = Poll(guarded { native.poll(addresses.map { NativeTarget(it, it) }, credential.native(), options) })

    /** The same of the devices of a site, under their ids. */
    fun poll(site: Site, credential: Credential = Community("public"), options: PollOptions = PollOptions()): Poll =
        Poll(guarded { native.poll(site.targets(), credential.native(), options) })

    /** Polls once, as fast as the engine can. */
    suspend fun pollOnce(
        addresses: List<String>,
        credential: Credential = Community("public"),
        options: PollOptions = PollOptions(),
    ): PollBatch =
        PollBatch(guarded { native.pollOnce(addresses.map { NativeTarget(it, it) }, credential.native(), options) })

    /** The same of the devices of a site, under their ids. */
    suspend fun pollOnce(
        site: Site,
        credential: Credential = Community("public"),
        options: PollOptions = PollOptions(),
    ): PollBatch = PollBatch(guarded { native.pollOnce(site.targets(), credential.native(), options) })

    /**
     * Measures the agents at [addresses] by a template, again and again: polls them, reads the names of their rows, and tells
     * what each cycle came to: `engine.record(addresses).measurements.collect { … }`. What is to be kept goes to [store], which can be
     * read meanwhile, and used again afterwards.
     *
     * Throws [NetwardenException.Invalid] for what makes no sense, and [NetwardenException.Io] where the file of the last
     * counters cannot be read.
     */
    suspend fun record(
        addresses: List<String>,
        credential: Credential = Community("public"),
        options: RecordOptions = RecordOptions(),
        store: Store? = null,
    ): Recording = Recording(
        guarded { native.record(addresses.map { NativeTarget(it, it) }, credential.native(), options, store?.native) },
    )

    /** The same of the devices of a site, under their ids. */
    suspend fun record(
        site: Site,
        credential: Credential = Community("public"),
        options: RecordOptions = RecordOptions(),
        store: Store? = null,
    ): Recording = Recording(guarded { native.record(site.targets(), credential.native(), options, store?.native) })

    /** What was sent and received so far, to and from all devices. */
    fun statistics(): EngineStatistics = guarded { native.statistics() }

    /** What was sent to the agent at [address] and received from it; `null` where nothing is remembered of it. */
    suspend fun deviceStatistics(address: String, port: UShort = 161u): DeviceStatistics? =
        guarded { native.deviceStatistics(address, port) }

    /** The same of every device that is remembered, by address. */
    suspend fun allDeviceStatistics(): List<DeviceStatistics> = guarded { native.allDeviceStatistics() }

    /** Whether the engine was closed. */
    val closed: Boolean get() = native.isShut()

    /** Closes the sockets once nothing is under way. */
    override fun close() = native.shut()

    companion object {
        /** Opens the sockets. */
        suspend fun start(options: EngineOptions = EngineOptions()): Engine =
            Engine(guarded { NativeEngine.start(options) })
    }
}

private fun Site.targets(): List<NativeTarget> =
    devices.mapNotNull { device -> device.address?.let { NativeTarget(device.id, it) } }
