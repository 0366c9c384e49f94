package io.netwarden

import java.io.File
import java.nio.file.Files
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** Setting values, switching ports, names: over the network and in memory. */
class OrdersTest {
    private val name = "1.3.6.1.2.1.1.5.0"
    private val location = "1.3.6.1.2.1.1.6.0"

    /** How the server reaches the first of the two switches, as the world has it: port p2 leads to it. */
    private val fromTheServer = OrderOptions(reachedAt = "10.20.1.1", reachedFrom = "10.20.1.3")

    private fun text(name: String, value: String) = VarBind(name, SnmpValue.OctetString(Octets(value)))

    @Test
    fun `over the network what is set stays set`(): Unit = runBlocking {
        Sim.start("two-switches", writeCommunity = "private").use { network ->
            Engine.start().use { engine ->
                val address = network.range.replace(".0/24", ".1")
                val writer = engine.session(address, Community("private"), SessionOptions(port = network.port))
                val reader = engine.session(address, options = SessionOptions(port = network.port))
                val given = listOf(text(name, "Büro 4"), text(location, "cellar"))
                assertEquals(given, writer.set(given))
                assertEquals(given, reader.get(name, location))
                assertEquals(listOf(text(name, "s1")), writer.set(text(name, "s1")))
                val refused = assertFailsWith<NetwardenException.Refused> { reader.set(text(name, "no")) }
                assertEquals(Triple("noAccess", 1u, "SNMPv2-MIB::sysName.0"), Triple(refused.status, refused.index, refused.variable))
                assertEquals("these credentials may not do that", refused.meaning)
                val report = writer.setIfAdminStatus("p3", AdminStatus.DOWN, fromTheServer)
                assertEquals(Triple(OrderOutcome.DONE, IfStatus.DOWN, 3u), Triple(report.outcome, report.after?.admin, report.ifIndex))
                assertEquals(listOf("p2", "vlan1"), report.path?.ports?.map { it.name })
                val up = writer.setIfAdminStatus(3u, AdminStatus.UP)
                assertTrue(up.text.startsWith("${writer.target}: p3 (ifIndex 3) brought up"), up.text)
                val unknown = assertFailsWith<NetwardenException.Protected> { writer.setIfAdminStatus("p3", AdminStatus.DOWN) }
                assertTrue("is not among the addresses that it lists; force it" in unknown.message!!)
                assertTrue(writer.setIfAdminStatus("p3", AdminStatus.DOWN, OrderOptions(force = true)).forced)
            }
        }
    }

    @Test
    fun `the port towards whoever asks is protected`(): Unit = runBlocking {
        val writer = Session.simulated("two-switches", "s1", Community("private"), writeCommunity = "private")
        val error = assertFailsWith<NetwardenException.Protected> { writer.setIfAdminStatus("p2", AdminStatus.DOWN, fromTheServer) }
        assertEquals("s1" to "taking p2 (ifIndex 2) down", error.target to error.what)
        assertTrue(error.reason.startsWith("the device is reached through it: "), error.reason)
        assertNull(writer.managementPath(fromTheServer).unknown)
        val wrong = OrderOptions(reachedAt = "s1")
        val invalid = assertFailsWith<NetwardenException.Invalid> { writer.setIfAdminStatus("p3", AdminStatus.DOWN, wrong) }
        assertEquals("reachedAt" to "s1", invalid.argument to invalid.given)
    }

    @Test
    fun `silence may have been done, and cancelling ends the call`(): Unit = runBlocking {
        Sim.start("two-switches", writeCommunity = "private").use { network ->
            Engine.start().use { engine ->
                val address = "${network.range.replace(".0/24", ".1")}:${network.port}"
                val wrong = engine.session(address, Community("wrong"), SessionOptions(timeoutMs = 50u, retries = 0u))
                val values = listOf(text(name, "a"), text(location, "b"))
                val error = assertFailsWith<NetwardenException.Unconfirmed> { wrong.set(values) }
                assertEquals("setting SNMPv2-MIB::sysName.0 and 1 more", error.what)
                assertTrue(error.reason.endsWith(" ms (1 attempt)"), error.reason)
                val slow = engine.session(address, Community("wrong"), SessionOptions(timeoutMs = 60_000u))
                val job = launch { slow.set(values) }
                delay(200)
                job.cancelAndJoin()
                repeat(500) { if (nativeLiveTasks() != 0u) delay(10) }
                assertEquals(0u, nativeLiveTasks())
            }
        }
    }

    @Test
    fun `a value out of range is never sent`(): Unit = runBlocking {
        Engine.start().use { engine ->
            val session = engine.session("127.0.0.1:9")
            val long = SnmpValue.OctetString(Octets(ByteArray(65_536)))
            for (value in listOf(SnmpValue.IpAddress("10.0.0.256"), SnmpValue.ObjectId("1.3.4294967296"), SnmpValue.Null, long)) {
                assertFailsWith<NetwardenException.Invalid> { session.set(VarBind(name, value)) }
            }
            assertFailsWith<NetwardenException.Invalid> { session.set(emptyList()) }
            val old = engine.session("127.0.0.1:9", Community("private", SnmpVersion.V1))
            assertFailsWith<NetwardenException.Invalid> { old.set(VarBind(name, SnmpValue.Counter64(1u))) }
            assertEquals(0u, engine.statistics().sent)
        }
    }

    @Test
    fun `names of the user's files`() {
        val module = """
            ACME-MIB DEFINITIONS ::= BEGIN
            IMPORTS enterprises FROM SNMPv2-SMI;
            acme OBJECT IDENTIFIER ::= { enterprises 99999 }
            END
        """.trimIndent()
        val folder = Files.createTempDirectory("netwarden").toFile()
        File(folder, "acme.mib").writeText(module)
        File(folder, "README").writeText("Modules of Acme.")
        Names().use { names ->
            val before = names.size
            val report = names.load("$folder")
            assertEquals(Triple(listOf("ACME-MIB"), 1u, emptyList()), Triple(report.modules, report.objects, report.faults))
            assertEquals("1.3.6.1.4.1.99999.1", names.lookup("acme.1"))
            assertTrue("ACME-MIB" in names.modules && names.size == before + 1)
            assertTrue("none.mib" in assertFailsWith<NetwardenException.Io> { names.load("$folder/none.mib") }.what)
            assertEquals("line 1", assertFailsWith<NetwardenException.Malformed> { names.load("$folder/README") }.offset)
            assertEquals("<Names ${names.size} objects>", "$names")
        }
        folder.deleteRecursively()
    }
}
