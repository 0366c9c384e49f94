package examples

import io.netwarden.Conversations
import io.netwarden.DeviceKind
import io.netwarden.Drawing
import io.netwarden.Load
import io.netwarden.Model
import io.netwarden.ModelDevice
import io.netwarden.ModelEnd
import io.netwarden.ModelLink
import io.netwarden.Models
import io.netwarden.Plan
import io.netwarden.Position
import io.netwarden.Shape
import io.netwarden.Sim
import io.netwarden.Theme
import io.netwarden.TruthState
import io.netwarden.precision
import io.netwarden.recall
import java.io.File
import kotlin.math.roundToInt
import kotlinx.coroutines.runBlocking

/** Makes a campus to order, infers who is cabled to whom, says how right that is, and draws it with its load. Offline. */
fun drawACampus(folder: File): Unit = runBlocking {
    val plan = Plan(shape = Shape.CAMPUS, switches = 14u, hostsPerSwitch = 3u, inBand = true, lags = 0.3, seed = 7u)
    val world = Sim.generate(plan.copy(traffic = Conversations()))
    val (earlier, later) = world.site() to world.site(atMs = 60_000uL) // two visits, a minute apart
    val topology = later.topology()

    val truth = world.truth
    val blocked = truth.links.count { it.state == TruthState.BLOCKED }
    println("${truth.devices.size} devices, ${truth.links.size} cables, $blocked of them blocked")
    val score = world.score(later, topology)
    fun percent(share: Double?) = "${((share ?: 0.0) * 100).roundToInt()}%"
    for ((what, tally) in listOf("links" to score.links, "hosts" to score.hosts, "aggregates" to score.lag)) {
        val found = "${percent(tally.recall)} of what there is found"
        println("$what: ${tally.claimed.roundToInt()} claimed, ${percent(tally.precision)} of them right, $found")
    }

    // A patch panel, which no device tells of; and where people want the first device.
    val first = topology.nodes.first { it.polled }
    val models = Models()
    models.put(
        Model(
            name = "as built",
            devices = listOf(ModelDevice("panel-1", kind = DeviceKind.REPEATER, description = "row 3, rack 12")),
            links = listOf(ModelLink(ModelEnd("panel-1", "1"), ModelEnd(first.id), note = "patch list")),
        ),
    )
    val applied = models.apply(listOf("as built"), topology)
    check(applied.faults.isEmpty()) { applied.faults }

    val drawing = Drawing(
        applied.topology,
        title = "Campus, a minute's load",
        theme = Theme.LIGHT,
        load = Load.between(earlier, later),
        positions = mapOf(first.id to Position(40.0, 40.0)),
    )
    File(folder, "campus.svg").writeText(drawing.toSvg())
    File(folder, "campus.html").writeText(drawing.toHtml())
    File(folder, "campus.png").writeBytes(drawing.toPng(scale = 2f))
    folder.listFiles()!!.sorted().forEach { println("${it.name}: ${it.length()} octets") }
}

fun main(args: Array<String>) =
    if ("--help" in args) println("DrawACampus [FOLDER]   where the drawings go; without it the current one")
    else drawACampus(File(args.firstOrNull() ?: ".").apply { mkdirs() })
