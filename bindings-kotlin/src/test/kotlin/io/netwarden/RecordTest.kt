package io.netwarden

import java.nio.file.Files
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.async
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull

/** Recordings: templates measured on a simulated network, stopped in every way. */
class RecordTest {
    private suspend fun settled() {
        repeat(500) { if (nativeLiveTasks() != 0u) delay(10) }
        assertEquals(0u, nativeLiveTasks())
    }

    private fun record(test: suspend (Engine, SimulatedNetwork, Site) -> Unit): Unit = runBlocking {
        Sim.start("campus").use { network ->
            Engine.start().use { engine ->
                test(engine, network, engine.discover(network.range, options = DiscoverOptions(port = network.port)))
            }
        }
    }

    /** Whether every row that was read has a rate. */
    private fun isWhole(measured: Measurements): Boolean {
        val column = measured.column("in_octets") ?: return false
        val read = measured.states.indices.filter { measured.states[it] == RowState.READ }
        return read.isNotEmpty() && read.all { column.values[it] >= 0 }
    }

    @Test
    fun `what is measured is named`() = record { engine, network, site ->
        val ready = Measure.interfacesOnly(everyMs = 200u)
        val watch = Watch("in_utilisation", thresholds = Thresholds(critical = "~:-1"))
        val template = ready.copy(groups = ready.groups.map { if (it.name == "traffic") it.copy(watches = listOf(watch)) else it })
        val recording = engine.record(site, options = RecordOptions(port = network.port, template = template))
        val whole = recording.measurements.first { it.group == "traffic" && isWhole(it) }
        val statistics = recording.statistics()
        assertTrue(statistics.cycles > 1u && statistics.storeError == null && statistics.unnamedDevices == 0uL)
        val status = recording.latest("ports")!!.column("oper_status")!!
        assertNull(recording.latest("fans"))
        assertNull(recording.next())
        settled()
        assertEquals(site.devices.map { it.id }.toSet(), whole.devices.toSet())
        assertTrue(whole.names.size == whole.size && whole.states.size == whole.size && whole.rowDevice.size == whole.size && whole.takenMs.size == whole.size)
        val row = whole.states.indexOf(RowState.READ)
        val (device, name) = whole.devices[whole.rowDevice[row]] to whole.names[row]
        assertTrue(site.devices.first { it.id == device }.interfaces.any { it.name == name })
        assertEquals(row, whole.find(device, name))
        assertEquals(1, whole.index(row)?.size)
        assertNull(whole.index(whole.size))
        val octets = whole.column("in_octets")!!
        assertEquals(listOf<Any>(SeriesKind.COUNTER, "octets", true), listOf(octets.kind, octets.unit, octets.keep))
        assertTrue(octets.counts[row] > 0 && octets.sinceMs[row] in 1 until whole.takenMs[row])
        assertEquals(RateValue.Known(octets.values[row]), whole.value(device, name, "in_octets"))
        assertNull(whole.value(device, "no port", "in_octets"))
        assertNull(whole.column("colour"))
        assertTrue(status.kind == SeriesKind.GAUGE && status.counts.isEmpty())
        assertTrue(whole.results.any { it.status == Status.CRITICAL } && whole.missed.isEmpty() && whole.partial.isEmpty())
    }

    @Test
    fun `only what is selected is asked, and the first reading is a gap with its reason`() = record { engine, network, site ->
        val uplinks = site.topology().uplinks()
        assertTrue(uplinks.isNotEmpty())
        val ready = Measure.everything(listOf("traffic"), 200u)
        val template = ready.copy(groups = ready.groups.map { it.copy(selection = Selection(ports = uplinks)) })
        val recording = engine.record(site, options = RecordOptions(port = network.port, template = template))
        var gap: MeasuredGap? = null
        var whole: Measurements? = null
        while (gap == null || whole == null) {
            val measured = recording.next()!!
            if (measured.group != "traffic") continue
            val column = measured.column("in_octets")!!
            if (gap == null) gap = column.gaps.firstOrNull()?.also {
                assertIs<Gap.FirstSample>(it.reason)
                val row = it.row.toInt()
                assertTrue(column.values[row].isNaN())
                assertEquals(RateValue.Missing(it.reason), measured.value(measured.devices[measured.rowDevice[row]], measured.names[row], "in_octets"))
            }
            if (isWhole(measured) && RowState.LEFT_OUT in measured.states) whole = measured
        }
        recording.stop()
        recording.stop()
        whole.states.forEachIndexed { row, state ->
            if (state == RowState.READ) assertTrue(PortKey(whole.devices[whole.rowDevice[row]], whole.names[row]) in uplinks)
        }
    }

    @Test
    fun `the next run goes on`() = record { engine, network, site ->
        val file = Files.createTempDirectory("netwarden").resolve("counters.json")
        val options = RecordOptions(port = network.port, rememberIn = file.toString(), template = Measure.interfacesOnly(listOf("traffic"), 200u))
        engine.record(site, options = options).measurements.first { it.group == "traffic" && isWhole(it) }
        val next = engine.record(site, options = options).measurements.first { it.group == "traffic" && RowState.READ in it.states }
        assertTrue(next.column("in_octets")!!.values.any { it >= 0 }, "the first reading has rates already")
    }

    @Test
    fun `cancelling leaves nothing alive, and a wrong start is told`() = record { engine, network, site ->
        val recording = engine.record(site, options = RecordOptions(port = network.port))
        withTimeoutOrNull(1) { recording.next() }
        runBlocking {
            val waiting = async { while (recording.next() != null) Unit }
            delay(50)
            recording.stop()
            waiting.await()
        }
        engine.record(site, options = RecordOptions(port = network.port)).close()
        settled()
        assertEquals("targets", assertFailsWith<NetwardenException.Invalid> { engine.record(emptyList()) }.argument)
        val template = Template("own", listOf(Group("fans", 1000u, columns = emptyList(), quantities = emptyList())))
        val wrong = assertFailsWith<NetwardenException.Invalid> { engine.record(site, options = RecordOptions(template = template)) }
        assertTrue("1 to 64 columns" in wrong.message!!)
        assertEquals(Measure.everything(), Measure.fromJson(Measure.toJson(Measure.everything())))
    }
}
