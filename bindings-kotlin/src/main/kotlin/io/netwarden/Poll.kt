package io.netwarden

import java.time.Instant
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

/**
 * The batches of a poll, one for each cycle.
 *
 * What nobody fetches is dropped, and counted in [PollBatch.skipped].
 */
class Poll internal constructor(private val native: NativePoll) : AutoCloseable {
    /** The batches as a flow; when its collector ends, so does the poll. */
    val batches: Flow<PollBatch> = flow {
        use { while (true) emit(nextBatch() ?: break) }
    }

    /** The next batch; `null` once the poll was cancelled. Cancelling the coroutine loses no batch. */
    suspend fun nextBatch(): PollBatch? = native.nextBatch()?.let(::PollBatch)

    /**
     * What the device at that position of [PollBatch.devices] is asked for, from its next turn on. Throws
     * [NetwardenException.Invalid] for a position that no device has, and for rows that cannot be.
     */
    fun choose(device: Int, choice: PollChoice): Unit = guarded { native.choose(device.toUInt(), choice) }

    /** Ends the poll; who waits for a batch gets `null`. */
    fun cancel() = native.cancel()

    override fun close() = cancel()
}

/**
 * What one cycle of a poll brought: the numbers of all devices, column by column.
 *
 * A row is one row of a table of one device, such as an interface. What is of rows has one length, [size]. What failed is
 * in [missed] and [partial].
 */
class PollBatch internal constructor(internal val native: NativeBatch) {
    private val rows = native.rows()

    /** Counts the cycles from 0; those that were skipped count too. */
    val cycle: ULong = rows.cycle

    /** Cycles that were left out just before this one, as the one before took too long or nobody fetched it. */
    val skipped: ULong = rows.skipped

    /** When the cycle began. */
    val time: Instant = rows.time

    /** How long the cycle took. */
    val tookMs: ULong = rows.tookMs

    /** All devices that are polled, answered or not, in the order in which they were given. */
    val devices: List<String> = rows.devices

    /** Of each row: the position of its device in [devices]. */
    val rowDevice: IntArray by lazy { ints(rows.rowDevice) }

    /** The arcs of the rows' indexes, one after the other. Where every index has one arc, row `n` has the `n`th. */
    val index: IntArray by lazy { ints(rows.index) }

    /** Where the arcs of each row end; empty where every index has one arc. */
    val indexEnds: IntArray by lazy { ints(rows.indexEnds) }

    /** Of each row: when its answer came, in nanoseconds since the cycle began. */
    val takenNs: LongArray by lazy { longs(rows.takenNs) }

    /** Of each row: `sysUpTime.0` of the same answer, in hundredths of a second, 32 bits unsigned; 0 where not known. */
    val uptime: IntArray by lazy { ints(rows.uptime) }

    /** Which rows have an uptime: 1 or 0. */
    val uptimeValid: ByteArray = rows.uptimeValid

    /** The columns in the order in which they were given. */
    val columns: List<PolledColumn> = rows.columns.map(::PolledColumn)

    /** Devices of which nothing was obtained. */
    val missed: List<MissedDevice> = rows.missed

    /** Devices of which not all was obtained. */
    val partial: List<PartialDevice> = rows.partial

    /** Devices that were not asked, by choice: their positions in [devices], ascending. */
    val resting: IntArray by lazy { ints(rows.resting) }

    /** Devices of which only some rows were asked for, by choice. */
    val chosen: List<ChosenRows> = rows.chosen

    /** How many rows there are. */
    val size: Int get() = rows.uptimeValid.size

    /** The column of that name. */
    fun column(name: String): PolledColumn? = columns.firstOrNull { it.name == name }

    /** The traffic of every interface from [earlier] to this batch; what is gone or was missed follows as gaps. */
    fun rates(earlier: PollBatch): List<PolledRate> = native.rates(earlier.native)

    override fun toString(): String = "<PollBatch cycle $cycle $size rows, ${missed.size} devices missed>"
}

/** One column of a [PollBatch], with a value for every row. */
class PolledColumn internal constructor(private val native: NativeColumn) {
    /** The name, such as `ifHCInOctets`. */
    val name: String get() = native.name

    /** The object identifier of the column, without index. */
    val oid: String get() = native.oid

    /** The type that the MIB gives it. A device that sends another width of a counter has no value here. */
    val type: PolledType get() = native.type

    /** A number for each row, to be read as unsigned unless the type is an integer; 0 where there is none. */
    val values: LongArray by lazy { longs(native.values) }

    /** Which rows have a value: 1 or 0. */
    val valid: ByteArray get() = native.valid
}
