package io.netwarden

import com.google.gson.JsonParser
import java.io.File
import java.net.ServerSocket
import java.nio.file.Files
import kotlin.concurrent.thread
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** From a range to a map, on a simulated network. */
class SiteTest {
    private companion object {
        val campus by lazy { runBlocking { Sim.start("campus") } }
        val site by lazy { runBlocking { discover() } }

        suspend fun discover(): Site = Engine.start().use { engine ->
            engine.discover(campus.range, listOf(Community("public")), DiscoverOptions(port = campus.port))
        }
    }

    @Test
    fun `the map of the campus is the true one`(): Unit = runBlocking {
        val truth = JsonParser.parseString(campus.truthJson()).asJsonObject
        val polled = truth["devices"].asJsonArray.map { it.asJsonObject }
            .filter { it["agent"].asBoolean }.map { it["name"].asString }.toSet()
        assertEquals(polled, site.devices.map { it.name }.toSet())
        val found = site.topology().links.map { setOf(it.a.device, it.b.device) }.toSet()
        val true_ = truth["links"].asJsonArray.map { it.asJsonObject }
            .map { link -> setOf("a", "b").map { link[it].asJsonObject["device"].asString }.toSet() }
            .filter { polled.containsAll(it) }
        for (cable in true_) assertTrue(cable in found, "$cable")
    }

    @Test
    fun `values are typed and kept`(): Unit = runBlocking {
        val topology = site.topology()
        assertTrue(topology.links === topology.links)
        val link = topology.links.first()
        assertTrue("──" in link.text)
        assertTrue(link.because.isNotEmpty())
        assertNotNull(site.devices.first().interfaces.first().counters.inOctets64)
        val why = assertNotNull(topology.explain(link.a.device, link.b.device))
        assertTrue("because" in why.text)
        assertNull(topology.explain("nobody", "nowhere"))
    }

    @Test
    fun `evidence can be hidden`(): Unit = runBlocking {
        val hidden = site.topology(hide = listOf(Source.LLDP, Source.CDP))
        val sources = hidden.links.flatMap { link -> link.because.map { it.source } }.toSet()
        assertTrue(sources.isNotEmpty() && "lldp" !in sources && "cdp" !in sources)
        assertEquals("stp-segments", site.topology(Strategy.STP_SEGMENTS).strategy)
    }

    @Test
    fun `what was written is read back`(): Unit = runBlocking {
        val topology = site.topology()
        assertEquals(topology.toJson(), Topology.fromJson(topology.toJson()).toJson())
        assertEquals(site.devices, Site.fromJson(site.toJson()).devices)
        val folder = Files.createTempDirectory("netwarden").toFile()
        for (ending in listOf("html", "svg", "png", "json", "mmd", "dot", "graphml", "csv")) topology.save("$folder/map.$ending")
        assertEquals(topology.toSvg(), File(folder, "map.svg").readText())
        assertEquals("PNG", File(folder, "map.png").readBytes().decodeToString(1, 4))
        assertFailsWith<NetwardenException.Invalid> { topology.save("$folder/map.jpeg") }
        val wrong = assertFailsWith<NetwardenException.Malformed> { Topology.fromJson("{") }
        assertTrue(wrong.offset.startsWith("line 1"))
        folder.deleteRecursively()
    }

    @Test
    fun `recordings make a site`(): Unit = runBlocking {
        val folder = Files.createTempDirectory("netwarden").toFile()
        File(folder, "s1.snmpwalk").writeText(
            ".1.3.6.1.2.1.1.5.0 = STRING: \"s1\"\n.1.3.6.1.2.1.2.2.1.2.1 = STRING: \"eth0\"\n.1.3.6.1.2.1.2.2.1.1.1 = INTEGER: 1\n",
        )
        assertEquals(listOf("s1"), Site.fromRecordings("$folder").devices.map { it.id })
        assertFailsWith<NetwardenException.Io> { Site.fromRecordings("$folder/missing") }
        folder.deleteRecursively()
    }

    @Test
    fun `a site is visited again`(): Unit = runBlocking {
        Engine.start().use { engine ->
            val limits = CollectOptions(rows = 100_000u, vlans = 0u)
            val options = DiscoverOptions(port = campus.port, onlyInterfaces = true, collect = limits)
            val later = engine.discover(site, options = options)
            assertEquals(site.devices.map { it.id }, later.devices.map { it.id })
            assertTrue(later.devices.all { it.lldp == null })
            val device = engine.session("${site.devices[0].address}:${campus.port}").collect()
            assertEquals(site.devices[0].id to site.devices[0].name, device.id to device.name)
        }
    }

    @Test
    fun `rates between two visits`(): Unit = runBlocking {
        val earlier = site
        delay(1100) // TimeTicks count hundredths, agents of the simulation refresh once a second
        val later = discover()
        val rates = later.ratesSince(earlier)
        assertEquals(earlier.devices.size, rates.size)
        val known = rates.flatMap { it.ports }.map { it.rate.inBps }.filterIsInstance<RateValue.Known>()
        assertTrue(known.isNotEmpty() && known.all { it.value >= 0 })
    }

    @Test
    fun `discovery tells how far it is`(): Unit = runBlocking {
        val engine = Engine.start()
        val told = mutableListOf<Progress>()
        val options = DiscoverOptions(port = campus.port)
        val found = engine.discover(campus.range, options = options) { told.add(it) }
        assertEquals(found.devices.size.toULong(), told.last().found)
        assertTrue("found" in told.last().text)
        val events = engine.discovery(campus.range, options = options).toList()
        val end = assertIs<DiscoveryEvent.Finished>(events.last())
        assertEquals(found.devices.size, end.site.devices.size)
        engine.close()
        assertTrue(engine.closed)
        assertFailsWith<NetwardenException.Invalid> { engine.discover("127.0.0.1") }
    }

    @Test
    fun `cancelling a discovery drops the work`(): Unit = runBlocking {
        Engine.start().use { engine ->
            // Nobody answers at these addresses, so that it would take long.
            val job = launch { engine.discover("127.99.0.0/16", options = DiscoverOptions(port = 9u, rate = 10u)) }
            delay(200)
            assertEquals(1u, nativeLiveTasks())
            job.cancelAndJoin()
            repeat(500) { if (nativeLiveTasks() != 0u) delay(10) }
            assertEquals(0u, nativeLiveTasks())
        }
    }

    @Test
    fun `a wrong range says what would be right`(): Unit = runBlocking {
        val wrong = assertFailsWith<NetwardenException.Invalid> { Engine.start().use { it.discover("10.0.0.0/99") } }
        assertEquals("\"10.0.0.0/99\" is not a range: the prefix of an IPv4 network is 0 to 32", wrong.message)
        assertEquals("invalid" to "range", wrong.code to wrong.argument)
        assertTrue("campus" in assertFailsWith<NetwardenException> { Sim.start("atlantis") }.message!!)
        assertFalse("hush" in "${Community("hush")}")
    }

    @Test
    fun `checks run`(): Unit = runBlocking {
        val server = ServerSocket(0)
        val target = "127.0.0.1:${server.localPort}"
        val answering = thread { server.accept().use { it.getOutputStream().write("220 ready\r\n".toByteArray()) } }
        val result = Check.tcp(target, TcpOptions(expect = "220 ")).run()
        assertEquals(Status.OK, result.status)
        assertNull(result.cause)
        answering.join()
        server.close()
        val refused = Check.http("http://$target/").run()
        assertIs<Cause.Refused>(refused.cause)
        assertTrue(refused.text.startsWith("CRITICAL") && " | " in refused.pluginOutput)
        assertTrue(Check.icmp("127.0.0.1", IcmpOptions(count = 1u)).run().status in listOf(Status.OK, Status.UNKNOWN))
    }

    @Test
    fun `a wrong check names the option`() {
        val wrong = assertFailsWith<NetwardenException.Invalid> { Check.icmp("127.0.0.1", IcmpOptions(count = 0u)) }
        assertEquals("count", wrong.argument)
    }
}
