package io.netwarden

import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.withContext

/**
 * What is measured, as it comes: one [Measurements] for each cycle of each group.
 *
 * What nobody fetches is measured and kept all the same, and counted in [RecordingStatistics.untold].
 */
class Recording internal constructor(private val native: NativeRecording) : AutoCloseable {
    /** The measurements as a flow; when its collector ends, so does the recording, once all is kept. */
    val measurements: Flow<Measurements> = flow {
        try {
            while (true) emit(next() ?: break)
        } finally {
            withContext(NonCancellable) { stop() }
        }
    }

    /** What the next cycle of a group came to; `null` once the recording has ended. Cancelling the coroutine loses none. */
    suspend fun next(): Measurements? = native.next()?.let(::Measurements)

    /** What the last cycle of a group came to; `null` where it had none yet. */
    fun latest(group: String): Measurements? = native.latest(group)?.let(::Measurements)

    /** How it goes; after its end, how it went. */
    fun statistics(): RecordingStatistics = native.statistics()

    /**
     * Ends the recording, and waits until everything measured is kept and the last counters are remembered.
     *
     * Who waits for the next one gets `null`. Throws what kept the last of it from being written, once.
     */
    suspend fun stop() = guarded { native.stop() }

    /** Ends the recording without waiting; what was measured is kept all the same. */
    override fun close() = native.cancel()
}
