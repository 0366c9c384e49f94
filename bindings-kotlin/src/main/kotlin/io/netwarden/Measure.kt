package io.netwarden

import java.time.Instant

/**
 * What to measure of devices, as data. [Engine.record] measures by a [Template]; of its parts, what is `null` has its default.
 */
object Measure {
    /**
     * Everything of any device: ports with traffic, packets, errors and discards; processors, load, memory, storage, disks;
     * sensors; UPSs; printers; and what some makers have instead. What a device lacks is looked for once an hour.
     *
     * With [groups], these only; with [everyMs], each at that interval instead of its own. Throws
     * [NetwardenException.Invalid], with the names that there are, for a group that there is not.
     */
    fun everything(groups: List<String>? = null, everyMs: ULong? = null): Template =
        guarded { nativeMeasureEverything(groups, everyMs) }

    /** Ports only: states, traffic, errors and discards. The rest as in [everything]. */
    fun interfacesOnly(groups: List<String>? = null, everyMs: ULong? = null): Template =
        guarded { nativeMeasureInterfacesOnly(groups, everyMs) }

    /**
     * Throws [NetwardenException.Invalid], with what would be right, where a template does not fit together: a quantity of a
     * column that is not in its group, two groups of one name.
     */
    fun check(template: Template) = guarded { nativeMeasureCheck(template) }

    /** Reads a template in JSON. Throws [NetwardenException.Invalid] with the place and what would be right there. */
    fun fromJson(text: String): Template = guarded { nativeMeasureFromJson(text) }

    /** The template in JSON, with all its defaults. Throws as [check] does. */
    fun toJson(template: Template): String = guarded { nativeMeasureToJson(template) }

    /** Whether a row of a device is meant by a selection. What a rule asks for and nobody knows does not hold. */
    fun admits(selection: Selection, device: String, row: RowFacts): Boolean =
        guarded { nativeMeasureAdmits(selection, device, row) }

    /**
     * What a threshold says of one measurement of [target], such as `core1 in_utilisation Gi1/0/1`; unknown where there is none.
     *
     * Throws [NetwardenException.Invalid] where the threshold is none.
     */
    fun judge(watch: Watch, target: String, unit: String, measured: RateValue, at: Instant): CheckResult =
        guarded { nativeMeasureJudge(watch, target, unit, measured, at) }
}

/**
 * What one cycle of a group came to: for every row that is known, each quantity in a column.
 *
 * What is of rows has one length, [size]. Rows keep their places for as long as a recording lasts; new ones come at the end.
 */
class Measurements internal constructor(private val native: NativeMeasurements) {
    private val head = native.head()

    /** The group. */
    val group: String get() = head.group

    /** Counts the cycles from 0; those that were skipped count too. */
    val cycle: ULong get() = head.cycle

    /** Cycles that were left out just before this one, as the one before took too long or nobody fetched it. */
    val skipped: ULong get() = head.skipped

    /** When the cycle began. */
    val time: Instant get() = head.time

    /** How long the cycle took. */
    val tookMs: ULong get() = head.tookMs

    /** All devices that are measured, in the order in which they were given. */
    val devices: List<String> get() = head.devices

    /** Of each row: the position of its device in [devices]. */
    val rowDevice: IntArray by lazy { ints(head.rowDevice) }

    /** Of each row: its name; empty for what a device has once. */
    val names: List<String> get() = head.names

    /** Of each row: what became of it in this cycle. */
    val states: List<RowState> get() = head.states

    /** Of each row: when it was read last, in milliseconds since 1970 in UTC; 0 where it never was. */
    val takenMs: LongArray by lazy { longs(head.takenMs) }

    /** The quantities, in the order of the group. */
    val columns: List<MeasuredColumn> by lazy { native.columns().map(::MeasuredColumn) }

    /** What the thresholds say of what was measured in this cycle. */
    val results: List<CheckResult> by lazy { native.results() }

    /** Devices of which nothing was obtained. */
    val missed: List<MissedDevice> get() = head.missed

    /** Devices of which not all was obtained. */
    val partial: List<PartialDevice> get() = head.partial

    /** How many rows were read whose names are not known yet; nothing is made of them. */
    val unnamed: ULong get() = head.unnamed

    /** By how much the wall clock was stepped since the cycle before; 0 where it was not. */
    val clockStepMs: Long get() = head.clockStepMs

    /** How many rows there are. */
    val size: Int get() = head.names.size

    /** The arcs of a row's index in its table; `null` where there is no such row. */
    fun index(row: Int): List<UInt>? = if (row < 0) null else native.index(row.toUInt())

    /** The row of that name. */
    fun find(device: String, name: String): Int? = native.find(device, name)?.toInt()

    /** The quantity of that name. */
    fun column(`object`: String): MeasuredColumn? = columns.firstOrNull { it.`object` == `object` }

    /**
     * Counts per second or the level of one row, or why there is none; `null` where it was not asked for in this cycle or never
     * had one.
     */
    fun value(device: String, name: String, `object`: String): RateValue? = native.value(device, name, `object`)

    override fun toString(): String = "<Measurements of $group, cycle $cycle: $size rows>"
}

/** One quantity of all rows of a [Measurements]. */
class MeasuredColumn internal constructor(private val native: NativeMeasurementsColumn) {
    /** What it is, such as `in_octets`. */
    val `object`: String get() = native.`object`

    /** Counts or levels. */
    val kind: SeriesKind get() = native.kind

    /** The unit of what is counted, or of the level. */
    val unit: String get() = native.unit

    /** Whether it is worth a series. */
    val keep: Boolean get() = native.keep

    /** Of each row: counts per second, or the level; NaN where there is none in this cycle. */
    val values: DoubleArray by lazy { doubles(native.values) }

    /** Of each row: what was counted, to be read as unsigned, 0 where there is a gap; of levels empty. */
    val counts: LongArray by lazy { longs(native.counts) }

    /** Of each row: since when the value is, where there is one, in milliseconds since 1970 in UTC. */
    val sinceMs: LongArray by lazy { longs(native.sinceMs) }

    /** Why there is no value, in the order of the rows; rows that rested, and what a row never had, are not in it. */
    val gaps: List<MeasuredGap> get() = native.gaps
}
