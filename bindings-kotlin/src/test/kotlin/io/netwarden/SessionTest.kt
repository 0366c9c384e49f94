package io.netwarden

import io.netwarden.mib.IfEntry
import io.netwarden.mib.IfXEntry
import java.io.File
import java.nio.file.Files
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** Sessions: over the network, with simulated agents, out of recordings. */
class SessionTest {
    private val name = "1.3.6.1.2.1.1.5.0"

    @Test
    fun `over the network as in memory`(): Unit = runBlocking {
        Sim.start("campus").use { network ->
            Engine.start().use { engine ->
                val site = engine.discover(network.range, options = DiscoverOptions(port = network.port))
                val device = site.devices.first { it.name == "core1" }
                val options = SessionOptions(port = network.port, retries = 1u)
                val session = engine.session(device.address!!, Community("public"), options)
                val (found, missing) = session.get(name, "1.3.6.1.2.1.99.1.0")
                assertEquals(VarBind(name, SnmpValue.OctetString(Octets("core1"))), found)
                assertTrue(missing.value.isException && missing.value is SnmpValue.NoSuchObject)
                val read = session.table(IfXEntry)
                assertTrue(read.complete && read.reason == null && read.faults.isEmpty())
                val same = Session.simulated("campus", "core1").table("IF-MIB::ifXTable")
                assertEquals(read.rows.map { it.ifName }, same.rows.map { it.text("ifName") })
                assertTrue(read.rows.any { it.ifHCInOctets!! > UInt.MAX_VALUE })
                assertTrue(engine.statistics().let { it.sent >= it.answered && it.answered > 0u })
                val of = engine.deviceStatistics(device.address!!, network.port)!!
                assertTrue(of.answered > 0u && of.address == "${device.address}:${network.port}")
                assertNull(engine.deviceStatistics("127.99.0.3"))
                assertTrue(engine.allDeviceStatistics().size >= site.devices.size)
            }
        }
    }

    @Test
    fun `values have their types`(): Unit = runBlocking {
        val session = Session.simulated("campus", "core1")
        assertEquals("core1" to "<Session core1>", session.target to "$session")
        val uptime = assertIs<SnmpValue.TimeTicks>(session.get("1.3.6.1.2.1.1.3.0").first().value)
        assertEquals(uptime.value.toLong() * 10, uptime.duration.toMillis())
        assertEquals(name, session.getNext("1.3.6.1.2.1.1.4.0").first().name)
        assertEquals(5, session.getBulk(listOf(name, "1.3.6.1.2.1.2.2.1.2"), 1u, 4u).size)
        val first = session.table(IfEntry).rows.first()
        assertTrue(first.ifPhysAddress!!.size == 6 && first.ifLastChange != null)
        val (descriptions, types) = session.walkColumns(listOf("1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1.2.2.1.3"))
        assertEquals(descriptions.varbinds.size, types.varbinds.size)
        session.close()
    }

    @Test
    fun `what is partial says so`(): Unit = runBlocking {
        val session = Session.simulated("campus", "core1")
        val whole = session.walk("1.3.6.1.2.1.2.2")
        assertTrue(whole.complete && whole.reason == null && whole.end in listOf("out-of-subtree", "end-of-mib-view"))
        val part = session.walk("1.3.6.1.2.1.2.2", WalkOptions(rows = 20u, stepping = Stepping.NEXT))
        assertEquals(Triple(false, "too-many-rows", "partial: more than 20 variables"), Triple(part.complete, part.end, part.reason))
        assertEquals(whole.varbinds.take(part.varbinds.size), part.varbinds)
        val wrong = Session.simulated("campus", "core1", Community("wrong"))
        assertEquals("core1", assertFailsWith<NetwardenException.TimedOut> { wrong.walk("1.3.6.1.2.1.1") }.target)
    }

    @Test
    fun `recordings answer, and a big walk crosses at once`(): Unit = runBlocking {
        val folder = Files.createTempDirectory("netwarden").toFile()
        val lines = listOf(".$name = STRING: \"s1\"", ".1.3.6.1.2.1.2.2.1.2.1 = STRING: \"eth0\"", ".1.3.6.1.2.1.2.2.1.3.1 = STRING: \"six\"")
        File(folder, "s1.snmpwalk").writeText(lines.joinToString("\n", postfix = "\n"))
        val read = Session.recorded("$folder/s1.snmpwalk").table(IfEntry)
        assertEquals(listOf("eth0"), read.rows.map { it.ifDescr })
        val fault = read.faults.single()
        assertEquals(Triple("ifTable", "1", "ifType"), Triple(fault.table, fault.index, fault.column))
        assertTrue("INTEGER is expected" in fault.text)
        assertFailsWith<NetwardenException.Invalid> { Session.recorded("$folder", "s2") }
        File(folder, "big.snmpwalk").printWriter().use { file ->
            for (at in 0 until 50_000) file.println(".1.3.6.1.2.1.17.4.3.1.2.0.0.0.0.${at / 256}.${at % 256} = INTEGER: ${at % 48}")
        }
        val walked = Session.recorded("$folder/big.snmpwalk").walk("1.3.6.1.2.1.17.4.3.1.2")
        assertEquals(50_000, walked.varbinds.size)
        assertEquals(VarBind("1.3.6.1.2.1.17.4.3.1.2.0.0.0.0.1.1", SnmpValue.Integer(17)), walked.varbinds[257])
        folder.deleteRecursively()
    }

    @Test
    fun `rows of variables from elsewhere`() {
        val varbinds = listOf(VarBind("1.3.6.1.2.1.31.1.1.1.6.7", SnmpValue.Counter64(ULong.MAX_VALUE)))
        assertEquals(ULong.MAX_VALUE, Mib.read(IfXEntry, varbinds).rows.single().ifHCInOctets)
        assertTrue("IF-MIB::ifTable" in Mib.names())
        assertEquals("table", assertFailsWith<NetwardenException.Invalid> { Mib.read("ifxtable", varbinds) }.argument)
        assertFailsWith<NetwardenException.Invalid> { SnmpValue.IpAddress("::1").text }
        assertContentEquals(byteArrayOf(1, 2), Octets(byteArrayOf(1, 2)).toByteArray())
        assertEquals("01 02", "${Octets(byteArrayOf(1, 2))}")
    }

    @Test
    fun `silence is a typed error, and cancelling drops the work`(): Unit = runBlocking {
        Engine.start().use { engine ->
            assertEquals("address", assertFailsWith<NetwardenException.Invalid> { engine.session("core1") }.argument)
            assertFailsWith<NetwardenException.Invalid> { engine.session("127.0.0.1").get("x") }
            val silent = engine.session("127.99.0.1:9", options = SessionOptions(timeoutMs = 100u, retries = 0u))
            assertTrue(assertFailsWith<NetwardenException> { silent.get(name) }.retryable)
            Sim.start("two-switches").use { network ->
                val address = "${network.range.substringBeforeLast('.')}.1:${network.port}"
                val wrong = engine.session(address, Community("wrong"), SessionOptions(timeoutMs = 60_000u))
                val job = launch { wrong.get(name) }
                delay(200)
                assertEquals(1u, nativeLiveTasks())
                job.cancelAndJoin()
                repeat(500) { if (nativeLiveTasks() != 0u) delay(10) }
                assertEquals(0u, nativeLiveTasks())
            }
        }
    }
}
