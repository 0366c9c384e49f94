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
}

/** The stable code, the same in every language; a discontinuity has its cause's. */
val Gap.code: String get() = nativeGapCode(this)

/** A sentence for people: `restarted 14 s ago`. */
val Gap.text: String get() = nativeGapText(this)

/** The stable code, the same in every language. */
val DiscontinuityCause.code: String get() = nativeDiscontinuityCode(this)

/** A sentence for people: `restarted 14 s ago`. */
val DiscontinuityCause.text: String get() = nativeDiscontinuityText(this)
