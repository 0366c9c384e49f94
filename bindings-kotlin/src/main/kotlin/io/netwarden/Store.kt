package io.netwarden

import java.time.Instant
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** The same as [beside] for [work] that waits for the disk or for who else uses a store. */
private suspend fun <T> apart(work: () -> T): T = withContext(Dispatchers.IO) { guarded(work) }

/**
 * Where series are kept: a [MemoryStore] or a [SqliteStore].
 *
 * What was acknowledged is there for every later read. A series has a number for as long as the store lasts. Measurements come as
 * columns, each of one element for each measurement or of one for all; times are milliseconds since 1970. What is not after what
 * the series already has is refused and counted as late: nothing is counted twice. Several coroutines and threads may use one store.
 */
sealed class Store(internal val native: NativeStore) : AutoCloseable {
    /**
     * The number of the series of that key; it is made where there is none yet.
     *
     * Throws [NetwardenException.Invalid] where the key is there with another kind or unit, and [NetwardenException.Limit] where
     * there are too many.
     */
    suspend fun declare(series: SeriesSpec): Int = declareAll(listOf(series))[0]

    /** The numbers of all of these, in their order: a file waits for the disk once. Throws as [declare] does. */
    suspend fun declareAll(series: List<SeriesSpec>): IntArray = apart { ints(native.declareAll(series)) }

    /** Declares a series that a format was read into, and takes in all of it, gaps too. Throws as [declare] does. */
    suspend fun append(measured: MeasuredSeries): Ack = apart { native.append(measured.native) }

    /**
     * Takes in what counters counted, to be read as unsigned, all or nothing: [RateColumn.count], [MeasuredColumn.counts].
     *
     * Throws [NetwardenException.Invalid] where a series was not declared, or the columns are of different lengths.
     */
    suspend fun appendCounts(series: IntArray, fromMs: LongArray, toMs: LongArray, counts: LongArray): Ack {
        val (spans, octets) = spans(series, fromMs, toMs) to octets(counts)
        return apart { native.appendCounts(spans, octets) }
    }

    /** The same of levels; what is no finite number is a gap. */
    suspend fun appendLevels(series: IntArray, fromMs: LongArray, toMs: LongArray, levels: DoubleArray): Ack {
        val (spans, octets) = spans(series, fromMs, toMs) to octets(levels)
        return apart { native.appendLevels(spans, octets) }
    }

    /** Takes in that there is no number, and why. */
    suspend fun appendGaps(series: IntArray, fromMs: LongArray, toMs: LongArray, reason: Gap): Ack {
        val spans = spans(series, fromMs, toMs)
        return apart { native.appendGaps(spans, reason) }
    }

    /**
     * A series over a span of time, in steps of [stepMs], a multiple of an archive's, or else of the finest archive that reaches back
     * so far. A step has values where at least [leastCoveragePercent] of it was measured; its count is told anyway.
     *
     * Throws [NetwardenException.Invalid] where there is no such series or the step does not fit.
     */
    suspend fun read(series: Int, from: Instant, to: Instant, stepMs: ULong? = null, leastCoveragePercent: Int = 50): Columns =
        apart { Columns(native.read(series.toUInt(), from, to, stepMs, leastCoveragePercent.coerceIn(0, 255).toUByte())) }

    /** The series that are meant, by their numbers, ascending; all of them unless said. */
    suspend fun series(filter: SeriesFilter = SeriesFilter()): Map<Int, SeriesSpec> =
        apart { native.series(filter).associate { it.id.toInt() to it.series } }

    /** When the series was measured last: from there it goes on. `null` where it never was. */
    suspend fun measuredUntil(series: Int): Instant? = apart { native.measuredUntil(series.toUInt()) }

    /** Forgets what is older than the archives are to keep at [now]. */
    suspend fun retain(now: Instant) = apart { native.retain(now) }

    /** What is kept. */
    val retention: Retention get() = native.retention()

    /** How many series there are. */
    val size: Int get() = native.size().toInt()

    /** Closes it for all, once who uses it is done; every later call throws [NetwardenException.Invalid]. */
    override fun close() = native.shut()

    private fun spans(series: IntArray, fromMs: LongArray, toMs: LongArray) =
        NativeSpans(octets(series), octets(fromMs), octets(toMs))
}

/**
 * Series in memory, in about one octet for each step of idle and two to five for each of busy interfaces.
 *
 * Throws [NetwardenException.Invalid], with what would be right, where the retention cannot be kept to.
 *
 * @param retention what is kept; [Series.defaultRetention]
 * @param mostSeries of at most so many series
 */
class MemoryStore(retention: Retention? = null, mostSeries: Int = 1_000_000) :
    Store(guarded { NativeStore.memory(retention, mostSeries.toUInt()) }) {
    override fun toString(): String = "<MemoryStore of $size series>"
}

/**
 * Series in a file of SQLite, which outlive the program: whatever was acknowledged is there, however the program ended.
 *
 * The file is for one program at a time. Beside it stands SQLite's log, `-wal`, while it is open: who copies the file copies both, or
 * calls [copyTo].
 */
class SqliteStore private constructor(native: NativeStore) : Store(native) {
    @Volatile private var shut = false

    /** Where the file is. */
    val path: String get() = native.path()

    /** Whether it was closed. */
    val closed: Boolean get() = shut

    /**
     * Writes everything to a new file, which is a store like this one.
     *
     * Throws [NetwardenException.Io] where the file is there already or cannot be written.
     */
    suspend fun copyTo(path: String) = apart { native.copyTo(path) }

    /**
     * Reads the whole file, whether it is as it was written.
     *
     * Throws [NetwardenException.Malformed] with the first thing that is not.
     */
    suspend fun check() = apart { native.check() }

    override fun close() {
        shut = true
        super.close()
    }

    override fun toString(): String = "<SqliteStore $path of $size series>"

    companion object {
        /**
         * Opens the file, or makes it where there is none. A new file keeps what [retention] says, an old one what it says itself; it
         * can be told to keep more or fewer rows, but not other steps. The file grows to at most [mostOctets].
         *
         * Throws [NetwardenException.Io] where the file is in use, or can be neither opened nor made; [NetwardenException.Malformed]
         * where it is no store of series or damaged; [NetwardenException.Invalid] where it is another program's or the retention does
         * not fit; [NetwardenException.Limit] where it has too many series.
         */
        suspend fun open(
            path: String,
            retention: Retention? = null,
            durability: Durability = Durability.DISK,
            mostSeries: Int = 1_000_000,
            mostOctets: ULong? = null,
        ): SqliteStore =
            apart { SqliteStore(NativeStore.sqlite(path, retention, durability, mostSeries.toUInt(), mostOctets)) }
    }
}
