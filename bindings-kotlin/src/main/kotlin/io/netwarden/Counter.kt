package io.netwarden

import java.time.Duration

/**
 * One reading of one counter: its value with its width, and when it was read by every clock that can tell.
 *
 * The more the agent says, the more decreases can be explained: read `sysUpTime.0` in the same PDU as the counter.
 */
class Sample private constructor(internal val native: NativeSample) {
    /**
     * @param counter32 the value, where the counter has 32 bits
     * @param at the local clock, from any start
     * @param uptime `sysUpTime.0`
     * @param discontinuity `ifCounterDiscontinuityTime` (RFC 2863)
     * @param lastChange `ifLastChange`
     * @param engineBoots `snmpEngineBoots` (RFC 3411)
     */
    constructor(
        counter32: UInt,
        at: Duration,
        uptime: Duration? = null,
        discontinuity: Duration? = null,
        lastChange: Duration? = null,
        engineBoots: UInt? = null,
    ) : this(NativeSample(NativeCounter.Counter32(counter32), at, uptime, discontinuity, lastChange, engineBoots))

    /** The same where the counter has 64 bits. */
    constructor(
        counter64: ULong,
        at: Duration,
        uptime: Duration? = null,
        discontinuity: Duration? = null,
        lastChange: Duration? = null,
        engineBoots: UInt? = null,
    ) : this(NativeSample(NativeCounter.Counter64(counter64), at, uptime, discontinuity, lastChange, engineBoots))
}

/** Counters to deltas to rates, without the classic lies. */
object Counter {
    /** What a counter did from [earlier] to [later], where it counts at most [maxRate] per second. */
    fun delta(earlier: Sample, later: Sample, maxRate: ULong? = null): Delta =
        nativeDelta(earlier.native, later.native, maxRate)

    /** The rate between two polls of which either may have brought nothing, or the reason why there is none. */
    fun rate(earlier: Sample?, later: Sample?, maxRate: ULong? = null): RateOutcome =
        nativeRate(earlier?.native, later?.native, maxRate)

    /**
     * Which interface of an earlier reading of a device each of a later one is; never by the bare `ifIndex`.
     *
     * Throws [NetwardenException.Invalid] for a wrong MAC address.
     */
    fun follow(earlier: List<PortIdentity>, later: List<PortIdentity>): FollowedPorts =
        guarded { nativeFollow(earlier, later) }

    /**
     * What a printer's page counter did between two readings. [lastCount] is the count after which its maker documents that it
     * starts at 0; without it, it never wraps.
     */
    fun pageDelta(
        earlier: PageReading,
        later: PageReading,
        lastCount: ULong? = null,
        mostPerMinute: UInt = 300u,
        mostLost: UInt = 200u,
    ): PageDelta = nativePageDelta(earlier, later, lastCount, mostPerMinute, mostLost)
}

/**
 * The last readings of very many counters of one kind: columns in, columns out. The verdicts are those of [Counter.rate].
 *
 * There are [rows] counters that count at most [maxRate] each in a second; none of them was seen yet.
 */
class CounterBank(rows: Int, maxRate: ULong? = null) {
    private val native = NativeBank(rows.toUInt(), maxRate)

    /** How many counters there are. */
    val size: Int get() = native.size().toInt()

    /**
     * Takes in what was read, and says the rate of every row since it was seen last.
     *
     * [readings] are runs of rows that came together, in order. One of [counter32] and [counter64] has the values, row by row, to be
     * read as unsigned. [valid] says which rows have one, 1 or 0; all without it. [discontinuity] and [lastChange] are
     * `ifCounterDiscontinuityTime` and `ifLastChange` of each row, in hundredths of a second.
     */
    fun advance(
        readings: List<Reading>,
        counter32: LongArray? = null,
        counter64: LongArray? = null,
        valid: ByteArray? = null,
        discontinuity: IntArray? = null,
        lastChange: IntArray? = null,
    ): RateColumn {
        require((counter32 == null) != (counter64 == null)) { "counter32 or counter64 is expected, not none or both" }
        val values = octets(counter64 ?: counter32!!)
        val times = discontinuity?.let(::octets) to lastChange?.let(::octets)
        return RateColumn(native.advance(readings, values, counter64 != null, valid, times.first, times.second))
    }

    /** One counter more, at the end, that was not seen yet. */
    fun push(maxRate: ULong? = null) = native.push(maxRate)

    /** The most that a row counts in a second, from now on; unknown without it. */
    fun setLimit(row: Int, maxRate: ULong? = null) = native.setLimit(row.toUInt(), maxRate)

    /** The most that a row counts in a second, rounded up by less than one part in 2^25. */
    fun limit(row: Int): ULong? = native.limit(row.toUInt())

    /** Forgets what was seen of a row: another counter is there now. */
    fun forget(row: Int) = native.forget(row.toUInt())
}

/** The rates of a column of counters, with one number for each row. */
class RateColumn internal constructor(private val native: NativeRates) {
    /** Counts per second; NaN where there is a gap, never 0. */
    val perSecond: DoubleArray by lazy { doubles(native.perSecond) }

    /** What was counted, to be read as unsigned; 0 where there is a gap. */
    val count: LongArray by lazy { longs(native.count) }

    /** The time that the rate is over; 0 where there is a gap. */
    val intervalMs: IntArray by lazy { ints(native.intervalMs) }

    /** Why there is no rate, in the order of the rows: each row without one is here once. */
    val gaps: List<RowGap> get() = native.gaps
}

/** The stable code, the same in every language; a discontinuity has its cause's. */
val Gap.code: String get() = nativeGapCode(this)

/** A sentence for people: `restarted 14 s ago`. */
val Gap.text: String get() = nativeGapText(this)

/** The stable code, the same in every language. */
val DiscontinuityCause.code: String get() = nativeDiscontinuityCode(this)

/** A sentence for people: `restarted 14 s ago`. */
val DiscontinuityCause.text: String get() = nativeDiscontinuityText(this)
