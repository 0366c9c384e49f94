package io.netwarden

import java.math.BigInteger
import java.time.Instant

/**
 * A series over a span of time, step by step; step `n` begins at [start] and `n` times [stepMs]. A step without a value is NaN,
 * never 0.
 */
class Columns internal constructor(internal val native: NativeColumns) {
    private val head by lazy { native.head() }

    /** Counts per second, or levels. */
    val kind: SeriesKind get() = head.kind

    /** The unit of the values: `octets/s`, `bit/s`, `celsius`. */
    val unit: String get() = head.unit

    /** When the first step begins. */
    val start: Instant get() = head.start

    /** When the last step ends. */
    val end: Instant get() = head.end

    /** How long each step is. */
    val stepMs: ULong get() = head.stepMs

    /** How many steps there are. */
    val size: Int get() = head.length.toInt()

    /** What is missing and why, in the order of time; parts of steps, too. */
    val gaps: List<SeriesGap> get() = head.gaps

    /** The average over the time of the step that was measured. */
    val average: DoubleArray by lazy { doubles(native.average()) }

    /** The least average of the finest steps within; of a gauge the least level. */
    val min: DoubleArray by lazy { doubles(native.min()) }

    /** The greatest. */
    val max: DoubleArray by lazy { doubles(native.max()) }

    /** The last. */
    val last: DoubleArray by lazy { doubles(native.last()) }

    /**
     * Exactly what was counted, to be read as unsigned, whether or not the step was covered enough for values; 0 of a gauge.
     */
    val count: LongArray by lazy { longs(native.count()) }

    /** Which part of the step was measured, 0 to 1. */
    val coverage: DoubleArray by lazy { doubles(native.coverage()) }

    /** When a step begins. */
    fun time(step: Int): Instant = native.time(step.toUInt())

    /** Everything that was counted, exactly. */
    fun total(): BigInteger = BigInteger(head.total)

    /** The average over all that was measured; `null` where nothing was. */
    fun averageOfAll(): Double? = native.averageOfAll()

    /** A percentile, 0 to 100, of the averages of the steps that have values; `null` where none has. */
    fun percentile(percent: Double, method: PercentileMethod = PercentileMethod.NEAREST_RANK): Double? =
        native.percentile(percent, method)

    /** The values times [factor], in another unit: octets/s times 8 are `bit/s`. The counts stay what was counted. */
    fun scaled(factor: Double, unit: String): Columns = Columns(native.scaled(factor, unit))

    /**
     * The same in longer steps. Counts add up exactly; a step has values where at least [leastCoveragePercent] of it was measured.
     *
     * Throws [NetwardenException.Invalid] where [stepMs] is no multiple of the step.
     */
    fun rolledUp(stepMs: ULong, leastCoveragePercent: Int = 50): Columns =
        guarded { Columns(native.rolledUp(stepMs, percent(leastCoveragePercent))) }

    override fun toString(): String = "<Columns of $size steps of $stepMs ms in $unit, ${gaps.size} gaps>"

    companion object {
        /**
         * Steps in which so much was counted: `octets` become values in `octets/s`. [start] is a multiple of the step since 1970 in
         * UTC. [coverage] says which part of each step was measured, 0 to 1; all of it without it. Steps within [gaps] have no values.
         *
         * Throws [NetwardenException.Invalid] where [start] is none, or [coverage] is not of as many steps.
         */
        fun counted(
            counts: LongArray,
            unit: String,
            start: Instant,
            stepMs: ULong,
            coverage: DoubleArray? = null,
            gaps: List<SeriesGap> = emptyList(),
        ): Columns {
            val given = NativeGivenColumns(unit, start, stepMs, null, null, coverage?.let(::octets), gaps)
            return guarded { Columns(NativeColumns.counted(octets(counts), given)) }
        }

        /**
         * Steps of a level, or of rates that something else has worked out; NaN is no value. [min] and [max] are the least and the
         * greatest of what each step was made of; all else is as in [counted].
         */
        fun levels(
            levels: DoubleArray,
            unit: String,
            start: Instant,
            stepMs: ULong,
            min: DoubleArray? = null,
            max: DoubleArray? = null,
            coverage: DoubleArray? = null,
            gaps: List<SeriesGap> = emptyList(),
        ): Columns {
            val extremes = min?.let(::octets) to max?.let(::octets)
            val given =
                NativeGivenColumns(unit, start, stepMs, extremes.first, extremes.second, coverage?.let(::octets), gaps)
            return guarded { Columns(NativeColumns.levels(octets(levels), given)) }
        }
    }
}

private fun percent(given: Int): UByte = given.coerceIn(0, 255).toUByte()

/** A series with its columns: what formats write and read. */
class SeriesColumns internal constructor(internal val native: NativeSeries) {
    /** Columns and what they are of: a device, an object such as `ifHCInOctets`, and the name of its port, disk or sensor. */
    constructor(columns: Columns, device: String, `object`: String, row: String = "") :
        this(NativeSeries(SeriesKey(device, `object`, row), columns.native))

    /** What it is of. */
    val key: SeriesKey by lazy { native.key() }

    /** Its steps. */
    val columns: Columns by lazy { Columns(native.columns()) }

    /** What a store is told so that it has the same counts and averages. */
    fun measured(): MeasuredSeries = MeasuredSeries(native.measured())
}

/** What was measured of a series, in the order of time: what comes of readings at moments. The arrays are of one length. */
class MeasuredSeries internal constructor(internal val native: NativeMeasured) {
    private val numbers by lazy { native.numbers() }

    /** The series. */
    val series: SeriesSpec get() = numbers.series

    /** From when on each was measured, in milliseconds since 1970. */
    val fromMs: LongArray by lazy { longs(numbers.fromMs) }

    /** Until when. */
    val toMs: LongArray by lazy { longs(numbers.toMs) }

    /** What was counted, to be read as unsigned; 0 of a gauge. */
    val count: LongArray by lazy { longs(numbers.count) }

    /** The level; NaN of a counter. */
    val level: DoubleArray by lazy { doubles(numbers.level) }

    /** Times without numbers, and why. */
    val gaps: List<SeriesGap> get() = numbers.gaps

    /** How many numbers there are. */
    val size: Int get() = level.size

    /**
     * What was measured, in steps of [stepMs]; a step has values where at least a half of it was measured.
     *
     * Throws [NetwardenException.Invalid] where nothing was measured, a step is not 1,000 ms to 31 days, or there are more than
     * 10,000,000.
     */
    fun columns(stepMs: ULong): Columns = guarded { Columns(native.columns(stepMs)) }
}

/** Bodies of Prometheus remote write, one after the other: counters go on from one body to the next. */
class RemoteWriter {
    private val native = NativeRemoteWriter()

    /** The body of a request with these series: protobuf in Snappy. Steps that were written before are left out. */
    suspend fun body(series: List<SeriesColumns>): ByteArray = beside { native.body(series.map { it.native }) }
}

/**
 * Series: their formats and figures. What reads a format throws [NetwardenException.Malformed] with the line where the text is none.
 */
object Series {
    /** Series as JSON, which keeps everything. */
    suspend fun toJson(series: List<SeriesColumns>): String = text(NativeFormat.JSON, series)

    /** The series that [toJson] wrote. */
    suspend fun fromJson(text: String): List<SeriesColumns> = read(NativeFormat.JSON, text)

    /** Series as CSV (RFC 4180), one line for each step. */
    suspend fun toCsv(series: List<SeriesColumns>): String = text(NativeFormat.CSV, series)

    /** The series that [toCsv] wrote. */
    suspend fun fromCsv(text: String): List<SeriesColumns> = read(NativeFormat.CSV, text)

    /** Series as OpenMetrics text (version 1.0), with the labels `device`, `object` and `row`. */
    suspend fun toOpenmetrics(series: List<SeriesColumns>): String = text(NativeFormat.OPENMETRICS, series)

    /** The counters and gauges of OpenMetrics text whose samples have times. */
    suspend fun fromOpenmetrics(text: String): List<MeasuredSeries> = measured(NativeFormat.OPENMETRICS, text)

    /** Series as InfluxDB line protocol, one line for each step of which something was measured. */
    suspend fun toInflux(series: List<SeriesColumns>): String = text(NativeFormat.INFLUX, series)

    /** The numbers of InfluxDB line protocol. */
    suspend fun fromInflux(text: String): List<MeasuredSeries> = measured(NativeFormat.INFLUX, text)

    /** One body of Prometheus remote write with these series alone. */
    suspend fun toRemoteWrite(series: List<SeriesColumns>): ByteArray =
        beside { nativeRemoteWrite(series.map { it.native }) }

    /**
     * Series as a dump that `rrdtool restore` takes: one data source for each, with its name of 1 to 19 characters.
     *
     * Throws [NetwardenException.Invalid] where the columns differ in start, step or length.
     */
    suspend fun toRrdDump(sources: List<Pair<String, Columns>>): String =
        text(NativeFormat.RRD_DUMP, sources.map { (name, columns) -> SeriesColumns(columns, "", name) })

    /** The series of a dump that `rrdtool dump` wrote: for each data source, each length of its rows. */
    suspend fun fromRrdDump(text: String): List<SeriesColumns> = read(NativeFormat.RRD_DUMP, text)

    /**
     * How much of a port's speed its traffic took, step by step: 1 is all of it. [speed] is a gauge of bit/s.
     *
     * Throws [NetwardenException.Invalid] where units or steps do not fit.
     */
    fun utilisation(traffic: Columns, speed: Columns): Columns =
        guarded { Columns(nativeUtilisation(traffic.native, speed.native)) }

    /**
     * What is to be paid for traffic in both directions. Steps without values are excluded and counted.
     *
     * Throws [NetwardenException.Invalid] where steps, times or units do not fit.
     */
    fun bill(
        input: Columns,
        output: Columns,
        from: Instant,
        to: Instant,
        stepMs: ULong = 300_000uL,
        percent: Double = 95.0,
        method: PercentileMethod = PercentileMethod.NEAREST_RANK,
        leastCoveragePercent: Int = 50,
    ): Bill = guarded {
        nativeBill(input.native, output.native, from, to, BillingRules(stepMs, percent, method, percent(leastCoveragePercent)))
    }

    /**
     * When a month begins, and the next one, where clocks are so many minutes ahead of UTC.
     *
     * Throws [NetwardenException.Invalid] where there is no such month.
     */
    fun month(year: Int, month: Int, utcOffsetMinutes: Int = 0): Pair<Instant, Instant> = guarded {
        val offset = utcOffsetMinutes.coerceIn(-30_000, 30_000).toShort()
        val found = nativeMonth(year.coerceIn(0, 65_535).toUShort(), month.coerceIn(0, 255).toUByte(), offset)
        found.from to found.to
    }

    /** What a store keeps unless said: 1 minute for 2 days, 10 minutes for 35 days, 1 hour for 2 years. */
    fun defaultRetention(): Retention = nativeDefaultRetention()

    /** The same, and 5 minutes for 40 days: what a bill of a month by the 95th percentile is made of. */
    fun retentionForBilling(): Retention = nativeRetentionForBilling()

    private suspend fun text(format: NativeFormat, series: List<SeriesColumns>): String =
        beside { nativeSeriesText(format, series.map { it.native }) }

    private suspend fun read(format: NativeFormat, text: String): List<SeriesColumns> =
        beside { nativeSeriesOf(format, text).map(::SeriesColumns) }

    private suspend fun measured(format: NativeFormat, text: String): List<MeasuredSeries> =
        beside { nativeMeasuredOf(format, text).map(::MeasuredSeries) }
}
