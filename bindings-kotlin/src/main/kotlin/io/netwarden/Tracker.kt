package io.netwarden

import java.time.Instant

/**
 * Follows a network from topology to topology and reports changes that lasted.
 *
 * A device that does not answer keeps its links: only [Change.NoAnswer] is reported. What comes and goes too often is
 * [Change.Flapping] until it is [Change.Steady]. It can be stored as JSON and read back. Its
 * calls suspend, and work in a thread of [kotlinx.coroutines.Dispatchers.Default], one after the other.
 */
class Tracker private constructor(private val native: NativeTracker) {
    /** Follows nothing yet: the first topology is the one that changes are told against. */
    constructor(options: TrackerOptions = TrackerOptions()) : this(NativeTracker(options))

    /** What differs from what was reported, and has not lasted yet. */
    suspend fun pending(): List<Element> = beside { native.pending() }

    /**
     * Looks at the topology of [now], and tells what changed and lasted, in canonical order. The times of observations shall
     * not go back.
     */
    suspend fun observe(latest: Topology, now: Instant = Instant.now()): List<Change> =
        beside { native.observe(latest.native, now) }

    /** A device, by id, was taken away: it is not to be asked any more. What only it said goes with it. */
    suspend fun remove(device: String) = beside { native.remove(device) }

    /** What was reported so far, as a topology; `null` before the first. */
    suspend fun topology(): Topology? = beside { native.topology()?.let(::Topology) }

    /** What the tracker knows as one line of JSON, to go on from later. */
    suspend fun toJson(): String = beside { native.toJson() }

    override fun toString(): String = "<Tracker ${native.pending().size} pending>"

    companion object {
        /** Reads what [toJson] wrote. Throws [NetwardenException.Malformed] with the place and what is wrong there. */
        suspend fun fromJson(text: String): Tracker = beside { Tracker(NativeTracker.fromJson(text)) }
    }
}
