package io.netwarden

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

/**
 * Runs checks, each by its own interval, and brings their results in the order in which they end.
 *
 * A reader that is slow makes no memory grow: as soon as [RunnerOptions.unread] results wait, no attempt is started until some
 * are read, and the cycles that pass are counted.
 */
class Runner private constructor(private val native: NativeRunner) : AutoCloseable {
    /** The results as a flow; when its collector ends, so does the runner. */
    val results: Flow<Ran> = flow {
        try {
            while (true) emit(next() ?: break)
        } finally {
            native.end()
        }
    }

    /** Adds a check. Its first attempt is within one interval. Throws [NetwardenException.Invalid] where the name is taken. */
    fun add(name: String, check: CheckSpec, everyMs: Long) = guarded { native.add(name, check.native, everyMs.toULong()) }

    /** Forgets a check and ends its attempt. Whether there was one. */
    fun remove(name: String): Boolean = native.remove(name)

    /** Runs a check before all that are due. Whether there is one. */
    fun runNow(name: String): Boolean = native.runNow(name)

    /** Runs a check before its next cycle, in [waitMs]. Whether there is one. */
    fun retryIn(name: String, waitMs: Long): Boolean = native.retryIn(name, waitMs.toULong())

    /** Runs a check by its interval again. Whether there is one. */
    fun enable(name: String): Boolean = native.enable(name)

    /** Runs a check only when asked to. Whether there is one. */
    fun disable(name: String): Boolean = native.disable(name)

    /** The next result; `null` once the runner is closed and all are read. Cancelling the coroutine loses none. */
    suspend fun next(): Ran? = native.next()

    /** The results that are there, [most] at most; waits for the first only. Empty once the runner is closed. */
    suspend fun nextBatch(most: Int = 1_000): List<Ran> = native.nextBatch(most.toUInt())

    /** What was done, and what is to be done. */
    fun statistics(): RunnerStatistics = native.statistics()

    /** Ends all attempts. */
    override fun close() = native.end()

    companion object {
        /** Starts a runner without checks. */
        suspend fun start(options: RunnerOptions = RunnerOptions(), probe: ProbeOptions = ProbeOptions()): Runner =
            Runner(guarded { NativeRunner.start(options, probe) })
    }
}
