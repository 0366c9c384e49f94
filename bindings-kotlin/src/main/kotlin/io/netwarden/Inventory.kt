package io.netwarden

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

    /** The network that these devices describe. [hide] leaves out sources of evidence. */
    fun topology(strategy: Strategy = Strategy.DEFAULT, hide: List<Source> = emptyList()): Topology =
        Topology(native.topology(strategy, hide))

    /**
     * The traffic of every device that is in [earlier] too, under the same id, from then to now.
     *
     * The local time between two visits is that of `polledAt`; where one of them is not known, as of a recording, the
     * agent's clock alone decides.
     */
    fun ratesSince(earlier: Site): List<DeviceRates> = native.ratesSince(earlier.native)

    /** The site as one line of JSON. */
    fun toJson(): String = guarded { native.toJson() }

    override fun toString(): String = "<Site ${devices.size} devices, ${failures.size} failures of $asked asked>"

    companion object {
        /**
         * Reads a folder of recordings: a file, or a subfolder of files, for each device.
         *
         * `snmpwalk -On` text, `.properties` with the same lines and `.snmprec` are read.
         */
        fun fromRecordings(directory: String): Site = Site(guarded { NativeSite.fromRecordings(directory) })

        /** Reads what [toJson] wrote. Throws [NetwardenException.Malformed] with line and column. */
        fun fromJson(text: String): Site = Site(guarded { NativeSite.fromJson(text) })
    }
}

/** `asking 37 of 254, 12 found, about 3 s left` */
val Progress.text: String get() = nativeProgressText(this)
