package io.netwarden

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.async
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull

/** Polls: batches in arrays, cancelled in every way. */
class PollTest {
    private suspend fun settled() {
        repeat(500) { if (nativeLiveTasks() != 0u) delay(10) }
        assertEquals(0u, nativeLiveTasks())
    }

    private fun poll(test: suspend (Engine, SimulatedNetwork, Site) -> Unit): Unit = runBlocking {
        Sim.start("campus").use { network ->
            Engine.start().use { engine ->
                test(engine, network, engine.discover(network.range, options = DiscoverOptions(port = network.port)))
            }
        }
    }

    @Test
    fun `batches are columns`() = poll { engine, network, site ->
        val options = PollOptions(port = network.port, everyMs = 1200u)
        val (earlier, later) = engine.poll(site, options = options).batches.take(2).toList()
        settled()
        assertEquals(listOf(0uL, 1uL), listOf(earlier.cycle, later.cycle))
        assertTrue(later.missed.isEmpty() && later.partial.isEmpty() && later.time > earlier.time)
        assertEquals(site.devices.sumOf { it.interfaces.size }, later.size)
        val octets = later.column("ifHCInOctets")!!
        assertEquals(PolledType.COUNTER64, octets.type)
        assertTrue(octets.values.size == later.size && octets.valid.size == later.size && octets.values.any { it > UInt.MAX_VALUE.toLong() })
        assertNull(later.column("ifColour"))
        val ports = site.devices.first { it.id == later.devices[later.rowDevice[0]] }.interfaces
        assertEquals(ports.map { it.index.toInt() }, later.index.take(ports.size))
        assertTrue(later.uptimeValid.all { it == 1.toByte() } && later.uptime.all { it > 0 } && later.takenNs.size == later.size)
        val rates = later.rates(earlier)
        assertEquals(later.size, rates.size)
        assertTrue(rates.any { (it.rate.inBps as? RateValue.Known)?.value ?: 0.0 > 0 })
    }

    @Test
    fun `a device that is silent is named, and cancelling leaves nothing alive`() = poll { engine, network, site ->
        val targets = listOf("127.99.0.1:9", "${site.devices[0].address}:${network.port}")
        val columns = listOf(PollColumn("type", "1.3.6.1.2.1.2.2.1.3", PolledType.INTEGER))
        val batch = engine.pollOnce(targets, options = PollOptions(columns = columns, timeoutMs = 100u, retries = 0u))
        assertEquals(targets, batch.devices)
        val missed = batch.missed.single()
        assertTrue(missed.device == 0u && missed.code in listOf("timed-out", "unreachable") && batch.rowDevice.all { it == 1 })

        val poll = engine.poll(site, options = PollOptions(port = network.port, everyMs = 3000u))
        assertEquals(0uL, poll.nextBatch()?.cycle)
        assertNull(withTimeoutOrNull(50) { poll.nextBatch() })
        settled()
        runBlocking {
            val waiting = async { poll.nextBatch() }
            delay(50)
            poll.cancel()
            assertNull(waiting.await())
        }
        assertNull(poll.nextBatch())
        settled()
        assertIs<NetwardenException.Invalid>(assertFailsWith<NetwardenException> { engine.poll(emptyList()) })
    }

    @Test
    fun `a device is asked for what was chosen`() = poll { engine, network, site ->
        val poll = engine.poll(site, options = PollOptions(port = network.port, everyMs = 200u, choice = PollChoice.Rest))
        val resting = poll.nextBatch()!!
        assertTrue(resting.size == 0 && resting.missed.isEmpty() && resting.chosen.isEmpty())
        assertEquals(resting.devices.indices.toList(), resting.resting.toList())
        val device = site.devices.first { it.interfaces.size > 2 }
        val place = resting.devices.indexOf(device.id)
        val (first, last) = listOf(device.interfaces.first().index, device.interfaces.last().index)
        poll.choose(place, PollChoice.Rows(listOf("$last", "$first", "99999")))
        var batch = poll.nextBatch()!!
        while (place in batch.resting) batch = poll.nextBatch()!!
        assertEquals(listOf(first.toInt(), last.toInt()), batch.index.toList())
        assertTrue(batch.rowDevice.all { it == place })
        assertEquals(listOf(ChosenRows(place.toUInt(), 3u)), batch.chosen)
        poll.choose(place, PollChoice.All)
        while (batch.chosen.isNotEmpty()) batch = poll.nextBatch()!!
        assertEquals(device.interfaces.size, batch.size)
        for (nobody in listOf(site.devices.size, -1)) {
            assertIs<NetwardenException.Invalid>(assertFailsWith<NetwardenException> { poll.choose(nobody, PollChoice.Rest) })
        }
        assertIs<NetwardenException.Invalid>(
            assertFailsWith<NetwardenException> { poll.choose(0, PollChoice.Rows(listOf("seven"))) },
        )
        poll.cancel()
        val options = PollOptions(port = network.port, choice = PollChoice.Rows(listOf("$first")))
        val once = engine.pollOnce(site, options = options)
        assertTrue(once.chosen.size == once.devices.size && once.index.all { it == first.toInt() })
    }
}
