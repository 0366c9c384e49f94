package io.netwarden

/** A topology with models laid over it. */
data class Applied(
    /** The topology, in canonical order. */
    val topology: Topology,
    /** What of the models could not be applied. */
    val faults: List<ModelFault>,
) {
    internal constructor(native: NativeApplied) : this(Topology(native.topology()), native.faults())
}

/** Several models side by side, each by its name; their order is that in which they came. */
class Models private constructor(private val native: NativeModels) {
    /** None. */
    constructor() : this(NativeModels())

    /** The names of the models. */
    val names: List<String> get() = native.names()

    /** The model of that name. */
    fun get(name: String): Model? = native.get(name)

    /** Adds a model, in place of one of the same name. */
    fun put(model: Model) = native.put(model)

    /** Takes a model away; whether there was one of that name. */
    fun remove(name: String): Boolean = native.remove(name)

    /**
     * Throws [NetwardenException.Invalid] with the place where a model makes no sense by itself: an empty name, two devices of
     * one id, a cable from a device to itself, a device in a rack where another one is.
     */
    fun check() = guarded { native.check() }

    /**
     * Lays the models of these names over a topology, in this order; what one adds the next may use.
     *
     * Devices that are there get the name, kind, addresses and ports given; others are added, not polled. A cable that is
     * there gets the model as a reason; one that is not is added as confirmed, and where an inferred one ends at the same port
     * each contradicts the other. Then what is hidden goes, with all that hangs on it.
     *
     * Throws [NetwardenException.Invalid] for a name that no model has.
     */
    suspend fun apply(names: List<String>, topology: Topology): Applied =
        beside { Applied(native.apply(names, topology.native)) }

    /** The models as JSON for people to read and edit. Throws as [check] does: what is written can be read. */
    fun toJson(): String = guarded { native.toJson() }

    override fun toString(): String = "<Models ${names.joinToString(", ")}>"

    companion object {
        /**
         * Reads what [toJson] or a person wrote, by the schema in docs/schema/model.schema.json. Throws
         * [NetwardenException.Malformed] with the place and what is wrong there.
         */
        fun fromJson(text: String): Models = Models(guarded { NativeModels.fromJson(text) })
    }
}

/** The views of several collectors as one. */
data class Merged(
    /** All devices, each once, as it was seen last. */
    val site: Site,
    /** Who sees each device, by id. */
    val owners: List<Ownership>,
)

/**
 * What several collectors see, each by name, and who sees what.
 *
 * A device belongs to every collector that sees it. One that vanishes from the view of a collector is removed for that
 * collector only; it is gone once nobody sees it. Its calls suspend, and work in a thread of
 * [kotlinx.coroutines.Dispatchers.Default], one after the other.
 */
class Collectors private constructor(private val native: NativeCollectors) {
    /** Nobody sees anything. */
    constructor() : this(NativeCollectors())

    /** The names of the collectors, sorted. */
    suspend fun names(): List<String> = beside { native.names() }

    /**
     * Takes over what a collector sees now. Devices that it saw before and does not see any more are removed for it, but not
     * those that it tried in vain: they stay as they were. Returns the ids, in the merged site, of devices that nobody sees
     * any more.
     */
    suspend fun set(collector: String, site: Site): List<String> = beside { native.set(collector, site.native) }

    /** Forgets a collector and what only it saw. Returns the ids of devices that nobody sees any more. */
    suspend fun remove(collector: String): List<String> = beside { native.remove(collector) }

    /**
     * What all see, as one site: of a device that several see, what was seen last. Two devices that bear one id, as where
     * networks use the same addresses, get the name of the collector in front: `north/10.0.0.1`.
     */
    suspend fun merged(): Merged = beside { native.merged().let { Merged(Site(it.site()), it.owners()) } }

    /** What each collector sees as one line of JSON, to go on from later. */
    suspend fun toJson(): String = beside { native.toJson() }

    override fun toString(): String = "<Collectors ${native.names().joinToString(", ")}>"

    companion object {
        /** Reads what [toJson] wrote. Throws [NetwardenException.Malformed] with line and column. */
        suspend fun fromJson(text: String): Collectors = beside { Collectors(NativeCollectors.fromJson(text)) }
    }
}
