package io.netwarden

import java.time.Instant

/** What a discovery, or a folder of recordings, brought: devices, and what failed and why. */
class Site internal constructor(internal val native: NativeSite) {
    /** Devices that answered, by id. */
    val devices: List<DeviceSnapshot> by lazy { native.devices() }

    /** Targets of which nothing was obtained, and why. */
    val failures: List<TargetFailure> by lazy { native.failures() }

    /** Targets that were asked. */
    val asked: ULong get() = native.asked()

    /** Whether the work was ended before its end; what was found so far is here. */
    val cancelled: Boolean get() = native.cancelled()

    /** The network that these devices describe. The options are those of [Topology.infer]. */
    suspend fun topology(
        strategy: Strategy = Strategy.DEFAULT,
        hide: List<Source> = emptyList(),
        cables: List<Model> = emptyList(),
    ): Topology = beside { Topology(native.topology(strategy, hide, cables)) }

    /**
     * This site with what a later visit to some of the devices brought. A device that did not answer then stays as it was; its
     * failure is added.
     */
    suspend fun updated(later: Site): Site = beside { Site(native.updated(later.native)) }

    /**
     * The traffic of every device that is in [earlier] too, under the same id, from then to now.
     *
     * The local time between two visits is that of `polledAt`; where one of them is not known, as of a recording, the
     * agent's clock alone decides.
     */
    suspend fun ratesSince(earlier: Site): List<DeviceRates> = beside { native.ratesSince(earlier.native) }

    /** The site as one line of JSON. */
    suspend fun toJson(): String = beside { native.toJson() }

    override fun toString(): String = "<Site ${devices.size} devices, ${failures.size} failures of $asked asked>"

    companion object {
        /**
         * Reads a folder of recordings: a file, or a subfolder of files, for each device.
         *
         * `snmpwalk -On` text, `.properties` with the same lines and `.snmprec` are read.
         */
        suspend fun fromRecordings(directory: String): Site = beside { Site(NativeSite.fromRecordings(directory)) }

        /**
         * The machine that a local lldpd runs on, with the neighbors that it heard: by `lldpctl -f json`, or `-f json0`, which
         * always has the same shape. [updated] adds it to a site.
         *
         * Throws [NetwardenException.Invalid] where the text is not JSON, has neither `lldp` nor `local-chassis`, or is longer
         * than 16 MiB. Neighbors that cannot be read are left out.
         */
        fun fromLldpd(text: String, id: String = "collector", polledAt: Instant? = null): Site =
            Site(guarded { NativeSite.fromLldpd(text, id, polledAt) })

        /** Reads what [toJson] wrote. Throws [NetwardenException.Malformed] with line and column. */
        suspend fun fromJson(text: String): Site = beside { Site(NativeSite.fromJson(text)) }
    }
}

/** `asking 37 of 254, 12 found, about 3 s left` */
val Progress.text: String get() = nativeProgressText(this)
