package io.netwarden

import java.time.Duration
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNull
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull

class RuntimeTest {
    private suspend fun settled() {
        repeat(500) {
            if (nativeLiveTasks() == 0u) return
            delay(10)
        }
        assertEquals(0u, nativeLiveTasks())
    }

    @Test
    fun `cancelling a coroutine drops the work`(): Unit = runBlocking {
        val job = launch { nativeWait(Duration.ofMinutes(1)) }
        delay(100)
        assertEquals(1u, nativeLiveTasks())
        job.cancelAndJoin()
        settled()
    }

    @Test
    fun `a timeout drops the work`(): Unit = runBlocking {
        assertNull(withTimeoutOrNull(50) { nativeWait(Duration.ofMinutes(1)) })
        settled()
    }
}
