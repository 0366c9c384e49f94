package io.netwarden

import java.io.File
import java.time.Instant
import kotlin.math.abs
import kotlin.test.Test
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** The Kotlin of the pages runs: every block of these pages stands here, line by line, and is carried out. */
@Suppress("UNUSED_VARIABLE") // what a page makes is for the reader
class PagesTest {
    private val root = File(System.getProperty("netwarden.tests")).parentFile

    /** Without indentation, which is another one here. */
    private fun plain(text: String) = text.lines().map { it.trim() }.filter { it.isNotEmpty() }.joinToString("\n")

    @Test
    fun `every block of the pages stands here`() {
        val here = plain(File(root, "bindings-kotlin/src/test/kotlin/io/netwarden/PagesTest.kt").readText())
        for (page in listOf("bindings-kotlin/README.md", "docs/questions.md", "docs/drawing.md", "docs/plots.md", "docs/simulation.md")) {
            val blocks = File(root, page).readText().split("```kotlin\n").drop(1).map { it.substringBefore("\n```") }
            assertTrue(blocks.isNotEmpty(), "$page has no Kotlin")
            for (block in blocks) assertTrue(plain(block) in here, "this is in $page, and is not in PagesTest.kt:\n$block")
        }
    }

    @Test
    fun readme(): Unit = runBlocking {
        try {
            val site = Sim.start("campus").use { network -> // a simulated network; for a real one give its range, "10.0.0.0/24"
                Engine.start().use { it.discover(network.range, options = DiscoverOptions(port = network.port)) }
            }
            val topology = site.topology()
            println(topology.explain("core1", "core2")?.text)
            topology.save("site.html")
        } finally {
            File("site.html").delete()
        }
    }

    @Test
    fun questions(): Unit = runBlocking {
        val site = Sim.world("campus").site() // or what a discovery brought
        val topology = site.topology()
        println(topology.explain("core1", "dist1")?.text)

        println(topology.whyNot("access1", "access2").text)
        when (val way = topology.path("staff1", "files", vlan = 10u)) {
            is PathOutcome.Found -> println(way.path.text)
            is PathOutcome.Missing -> println(way.reason.text)
        }

        val down = setOf("access1") // what does not answer just now
        val heldBack = topology.upstreamOf("files", "printer1").any { it.name in down }
        val downstream = topology.dependentsOf("files", "dist1")
        assertTrue(heldBack)

        println(topology.whatIf(Supposition.PortDown("dist1", "ge-0/0/0"), station = "files").text)

        val tracker = Tracker(TrackerOptions(observations = 3u))
        for (change in tracker.observe(topology)) println(change.text)
        val stored = tracker.toJson()

        val live = LiveTopology()
        live.update(site)
        val gone = live.remove(site.devices[0].id)
        val back = live.replace(site.devices[0])
        assertTrue(gone.isNotEmpty() && back.isNotEmpty())
    }

    @Test
    fun drawing(): Unit = runBlocking {
        val world = Sim.world("campus")
        val (earlier, later) = world.site() to world.site(atMs = 60_000uL)
        val topology = later.topology()
        val drawing = Drawing(
            topology,
            title = "Head office",
            theme = Theme.DARK,
            fold = Fold.BY_ROLE,
            positions = mapOf("127.20.0.1" to Position(400.0, 40.0)),
            load = Load.between(earlier, later),
        )
        val (svg, page, picture) = Triple(drawing.toSvg(), drawing.toHtml(), drawing.toPng(scale = 2f))
        assertTrue("Head office" in svg && "Head office" in page && picture.size > 1000)
    }

    @Test
    fun plots(): Unit = runBlocking {
        val start = Instant.parse("2026-11-23T00:00:00Z")
        val octets = LongArray(1440) { minute -> 300_000_000L + 2_000_000L * abs(720 - minute) }
        val inward = Columns.counted(octets, "octets", start, 60_000uL)
        val outward = inward.scaled(0.4, "octets/s")
        val plot = Plot("core1 Gi1/0/1", mirrored = true, percentile = 95.0, utcOffsetMinutes = 60).area("in", inward).area("out", outward)
        val (svg, picture) = plot.toSvg() to plot.toPng(scale = 2f)

        val topology = Sim.world("campus").site().topology()
        val link = topology.links.first()
        val charts = Charts(utcOffsetMinutes = 60)
        charts.traffic(link.a.node, link.a.port ?: "", inward, outward)
        val page = Drawing(topology, charts = charts).toHtml()
        assertTrue("Mbit/s" in svg && picture.size > 1000 && "core1" in page)
    }

    @Test
    fun simulation(): Unit = runBlocking {
        val plan = Plan(shape = Shape.CAMPUS, switches = 40u, hostsPerSwitch = 5u, rowsMissing = 0.3, seed = 7u)
        val world = Sim.generate(plan)
        val site = world.site()
        val topology = site.topology()
        val score = world.score(site, topology)
        println("${score.links.precision} of the links are right")

        val models = Models()
        models.put(
            Model(
                name = "as built",
                devices = listOf(ModelDevice("panel-1")),
                links = listOf(ModelLink(ModelEnd("panel-1", "1"), ModelEnd("sw002", "p1"), note = "patch list")),
            ),
        )
        val (shown, faults) = models.apply(listOf("as built"), topology)
        assertTrue(faults.isEmpty())
    }
}
