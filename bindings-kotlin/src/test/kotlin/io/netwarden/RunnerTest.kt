package io.netwarden

import java.net.InetAddress
import java.net.ServerSocket
import kotlin.concurrent.thread
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull

/** Checks by their intervals, and checks and notifiers that a program in Kotlin brings. */
class RunnerTest {
    @Test
    fun `checks run by their intervals and on demand`() = runBlocking<Unit> {
        ServerSocket(0, 50, InetAddress.getLoopbackAddress()).use { server ->
            thread(isDaemon = true) { runCatching { while (true) server.accept().close() } }
            Runner.start(RunnerOptions(concurrency = 4u, seed = 7uL)).use { runner ->
                runner.add("port", Check.tcp("127.0.0.1:${server.localPort}"), 100)
                assertFailsWith<NetwardenException.Invalid> { runner.add("port", Check.tcp("127.0.0.1:1"), 100) }
                val seen = runner.results.take(3).toList()
                assertTrue(seen.all { it.name == "port" && it.result.status == Status.OK && it.occasion == Occasion.CYCLE })
                assertTrue(runner.statistics().done >= 3uL)
            }
        }
    }

    @Test
    fun `cancelling loses nothing`() = runBlocking<Unit> {
        Runner.start().use { runner ->
            runner.add("late", Check.tcp("127.0.0.1:1"), 3_600_000)
            assertNull(withTimeoutOrNull(50) { runner.next() })
            assertTrue(runner.disable("late") && runner.runNow("late"))
            val ran = runner.nextBatch().single()
            assertEquals("late" to Occasion.DEMAND, ran.name to ran.occasion)
            assertEquals("refused", ran.result.cause?.code)
            runner.retryIn("late", 1)
            assertTrue(runner.remove("late"))
            assertFalse(runner.enable("late"))
        }
    }

    private fun house() = Registry().apply {
        val fields = listOf(
            inputField("door", InputType.CHOICE, options = listOf("front", "back"), required = true),
            inputField("key", InputType.SECRET),
        )
        addCheck("door", About("Door", fields = fields)) { ask ->
            delay(1)
            if ("back" in ask.json) throw IllegalStateException("there is no back door")
            Answer(Status.WARNING, "open, ${"hunter2" in ask.json}", "open=180s;60", mapOf("colour" to "red"))
        }
    }

    @Test
    fun `a check of the own program`() = runBlocking<Unit> {
        house().use { registry ->
            val input = mapOf("door" to InputValue.Text("front"), "key" to InputValue.Secret("house"))
            val spec = Check.custom("door", CustomOptions(target = "house", input = input))
            val options = ProbeOptions(secrets = mapOf("house" to "hunter2")).with(registry)
            val result = spec.run(options)
            assertEquals("WARNING house says that it is not well: open, true", result.text)
            assertEquals(listOf("red"), result.facts.map { it.value })
            val back = Check.custom("door", CustomOptions(input = mapOf("door" to InputValue.Text("back")))).run(options)
            assertEquals(Status.UNKNOWN, back.status)
            assertTrue("there is no back door" in back.text, back.text)
            val cellar = Check.custom("door", CustomOptions(input = mapOf("door" to InputValue.Text("cellar"))))
            assertFailsWith<NetwardenException.Invalid> { cellar.run(options) }
            assertEquals("Door" to InputType.CHOICE, registry.checks().single().run { title to fields[0].kind })
            assertTrue("\"required\":[\"door\"]" in registry.checkSchema("door")!!)
            Runner.start(probe = options).use { runner ->
                runner.add("house", spec, 50)
                assertEquals(Status.WARNING, runner.results.first().result.status)
            }
            assertTrue(registry.enableCheck("door", false))
            assertTrue("disabled" in spec.run(options).text)
            assertTrue(registry.removeCheck("door"))
            assertFalse(registry.removeCheck("door"))
        }
    }

    @Test
    fun `a notifier of the own program`() = runBlocking<Unit> {
        Registry().use { registry ->
            val told = mutableListOf<String>()
            registry.addNotifier("mailbox", About(fields = listOf(inputField("to", required = true)))) { ask, notice ->
                if ("nobody" in ask.json) throw NoSuchElementException("nobody is there")
                told += notice.title
            }
            suspend fun tell(to: String) =
                registry.notify("mailbox", Notice("CRITICAL shop"), mapOf("to" to InputValue.Text(to))).failure
            assertNull(tell("anna"))
            assertTrue("nobody is there" in tell("nobody")!!)
            assertEquals(listOf("CRITICAL shop"), told)
            assertFailsWith<NetwardenException.Invalid> { registry.notify("pigeon", Notice("x")) }
            assertTrue("\"to\"" in registry.notifierSchema("mailbox")!!)
            assertTrue(registry.enableNotifier("mailbox", false) && !registry.notifiers().single().enabled)
            assertTrue(registry.removeNotifier("mailbox"))
        }
    }
}
